import { FileList } from './elements/file-list.js';
import { ThemeButton } from './elements/theme-button.js';

customElements.define('theme-button', ThemeButton);
customElements.define('file-list', FileList);

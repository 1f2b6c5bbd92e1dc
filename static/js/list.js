import { FileList } from './elements/file-list.js';
import { SavedSearches } from './elements/saved-searches.js';
import { ThemeButton } from './elements/theme-button.js';

customElements.define('theme-button', ThemeButton);
customElements.define('saved-searches', SavedSearches);
customElements.define('file-list', FileList);

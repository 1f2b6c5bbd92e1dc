import { ChosenBar } from './elements/chosen-bar.js';
import { ColumnsPanel } from './elements/columns-panel.js';
import { FieldPanel } from './elements/field-panel.js';
import { FilePicker } from './elements/file-picker.js';
import { FilterChips } from './elements/filter-chips.js';
import { FindBar } from './elements/find-bar.js';
import { GotoDialog } from './elements/goto-dialog.js';
import { HelpDialog } from './elements/help-dialog.js';
import { HighlightDialog } from './elements/highlight-dialog.js';
import { LevelFilter } from './elements/level-filter.js';
import { LiveSwitch } from './elements/live-switch.js';
import { LogHistogram } from './elements/log-histogram.js';
import { LogRows } from './elements/log-rows.js';
import { LogViewer } from './elements/log-viewer.js';
import { MoreMenu } from './elements/more-menu.js';
import { ProgressLine } from './elements/progress-line.js';
import { SavedSearches } from './elements/saved-searches.js';
import { SearchBox } from './elements/search-box.js';
import { StatusLine } from './elements/status-line.js';
import { ThemeButton } from './elements/theme-button.js';
import { TimeRange } from './elements/time-range.js';
import { ViewNotice } from './elements/view-notice.js';

// The parts first: the viewer takes them up as soon as it is defined.
for (const [name, element] of Object.entries({
  'theme-button': ThemeButton, 'file-picker': FilePicker, 'search-box': SearchBox, 'time-range': TimeRange, 'live-switch': LiveSwitch,
  'more-menu': MoreMenu, 'level-filter': LevelFilter, 'filter-chips': FilterChips, 'find-bar': FindBar, 'field-panel': FieldPanel,
  'progress-line': ProgressLine, 'log-histogram': LogHistogram, 'log-rows': LogRows, 'view-notice': ViewNotice, 'status-line': StatusLine,
  'columns-panel': ColumnsPanel, 'chosen-bar': ChosenBar,
  'highlight-dialog': HighlightDialog, 'saved-searches': SavedSearches, 'goto-dialog': GotoDialog, 'help-dialog': HelpDialog, 'log-viewer': LogViewer,
})) customElements.define(name, element);

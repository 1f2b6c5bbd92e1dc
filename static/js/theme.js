// A classic script, run before the first paint, so that the page never flashes in the other theme.
{
  const theme = localStorage.getItem('logbrook.theme');
  if (theme) document.documentElement.dataset.theme = theme;
}

// A classic script, run before the first paint, so that the page never flashes in the other theme, or at another place.
{
  const page = document.documentElement;
  const theme = localStorage.getItem('logbrook.theme');
  if (theme) page.dataset.theme = theme;
  if (/^#(?!open=[^&]*$)./.test(location.hash)) page.classList.add('elsewhere');
}

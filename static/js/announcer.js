// Tells screen readers what happened: the element [data-announcer], a live region, is in the page from the start.
export const announce = (text) => {
  const region = document.querySelector("[data-announcer]");
  if (!region) return;
  region.textContent = "";
  // Emptied first and filled a moment later, so that the same words twice are heard twice.
  setTimeout(() => { region.textContent = text; }, 50);
};

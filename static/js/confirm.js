// <form data-confirm="…"> and <button data-confirm="…"> ask first. Without JavaScript the server asks on a page of its own.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
});

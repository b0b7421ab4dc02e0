// What a page asks by itself every few seconds (hx-trigger="every …"), with nobody at the keyboard.
const isPoll = ({ requestConfig }) => !requestConfig.triggeringEvent;

// Marked, so that it does not keep a session from ending: see core.people.middleware.SessionLimitsMiddleware.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!detail.triggeringEvent) detail.headers["X-Asked-By-Itself"] = "1";
});

// An answer from elsewhere, as the page to sign in, is put nowhere: the whole page is asked for again, and says why.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  const { pathname } = new URL(detail.xhr.responseURL);
  if (!isPoll(detail) || pathname === new URL(detail.requestConfig.path, location.href).pathname) return;
  detail.shouldSwap = false;
  location.reload();
});

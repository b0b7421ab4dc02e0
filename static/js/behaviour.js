// What all modules are built on: attach something to every element that matches, now and whenever a part of the page is
// exchanged later (by htmx, or by the answer to an upload). An element gets each behaviour once.
const known = [];

const attach = ({ selector, start, done }, root) => {
  const inside = [...root.querySelectorAll(selector)];
  for (const element of root.matches?.(selector) ? [root, ...inside] : inside) {
    if (done.has(element)) continue;
    done.add(element);
    start(element);
  }
};

export const behaviour = (selector, start) => {
  const added = { selector, start, done: new WeakSet() };
  known.push(added);
  attach(added, document);
};

export const attachAll = (root) => {
  for (const one of known) attach(one, root);
};

document.addEventListener("htmx:load", ({ detail }) => attachAll(detail.elt));

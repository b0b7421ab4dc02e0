// <ol data-reorder="id of a form"> with <li data-key data-name>: items are moved by dragging their
// <button data-reorder-handle>, or by the arrow keys on it (Enter or leaving it keeps the place, Escape gives it
// up). The form is then sent with `move` (the item's key) and `after` (the key of the one before it, empty at the front).
// Without script the buttons beside each item do the same. Moves are told to screen readers by [data-announcer].
import { behaviour } from "./behaviour.js";
import { announce } from "./announcer.js";

const send = (form, item) => {
  const typed = { move: item.dataset.key, after: item.previousElementSibling?.dataset.key ?? "" };
  for (const [name, value] of Object.entries(typed)) {
    const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    form.querySelector(`input[name="${name}"]`)?.remove();
    form.append(input);
  }
  form.requestSubmit();
};

const words = (list, item) => {
  const items = [...list.children];
  return `${item.dataset.name}は${items.length}件中${items.indexOf(item) + 1}番目です。`;
};

const byKeyboard = (list, form) => {
  let moved; // { item, from: what stood behind it before }

  const keep = () => {
    if (!moved) return;
    const { item, from } = moved;
    moved = undefined;
    delete item.dataset.moving;
    if (item.nextElementSibling !== from) send(form, item);
  };
  const giveUp = () => {
    const { item, from } = moved;
    moved = undefined;
    delete item.dataset.moving;
    list.insertBefore(item, from);
    announce(`元の順番に戻しました。${words(list, item)}`);
  };
  const step = (item, handle, down) => {
    moved ??= { item, from: item.nextElementSibling };
    const neighbour = down ? item.nextElementSibling : item.previousElementSibling;
    if (neighbour) list.insertBefore(item, down ? neighbour.nextElementSibling : neighbour);
    item.dataset.moving = "";
    handle.focus(); // it lost the focus by being moved
    item.scrollIntoView({ block: "nearest" });
    announce(`${words(list, item)}Enterキーで決定、Escapeキーで元に戻します。`);
  };

  list.addEventListener("keydown", (event) => {
    const handle = event.target.closest("[data-reorder-handle]");
    if (!handle) return;
    const item = handle.closest("[data-key]");
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      step(item, handle, event.key === "ArrowDown");
    } else if (moved && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      keep();
    } else if (moved && event.key === "Escape") {
      event.preventDefault();
      giveUp();
      handle.focus();
    }
  });
  list.addEventListener("focusout", (event) => {
    // Moving the item takes the focus away for a moment: only a control elsewhere that gets it means leaving.
    if (moved && event.relatedTarget && !moved.item.contains(event.relatedTarget)) keep();
  });
};

behaviour("[data-reorder]", async (list) => {
  const form = document.getElementById(list.dataset.reorder);
  byKeyboard(list, form);
  // Only pages with such a list fetch it.
  const { default: Sortable } = await import("../vendor/sortablejs/sortable.esm.js");
  Sortable.create(list, {
    handle: "[data-reorder-handle]",
    animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    forceFallback: true, // the same with mouse, pen and finger
    fallbackTolerance: 4, // a click on the handle is no move
    ghostClass: "mu-build__item--gap",
    onEnd: ({ item, oldIndex, newIndex }) => {
      if (oldIndex !== newIndex) send(form, item);
    },
  });
  list.dataset.reorderReady = "";
});

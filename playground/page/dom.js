// Makes elements. Texts go in as texts, so that nothing in a schema can act.

/** An element with attributes, listeners (`onclick`) and children. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** A message, with what stands between backticks as code. */
export const quoted = (message) => message.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));

/** Puts any number of children in the place of all. */
export function fill(element, children) {
  const fragment = document.createDocumentFragment();
  for (const child of children) fragment.append(child);
  element.replaceChildren(fragment);
}

export const at = (id) => document.getElementById(id);

/** The same function, called once nothing has happened for so many milliseconds. */
export function debounced(milliseconds, call) {
  let clock;
  return () => {
    clearTimeout(clock);
    clock = setTimeout(call, milliseconds);
  };
}

export const MARKS = { compatible: "✓", "data-dependent": "~", incompatible: "✗" };

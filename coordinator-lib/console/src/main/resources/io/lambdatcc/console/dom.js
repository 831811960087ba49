// Elements made of text: nothing that comes from the API is ever read as markup.

const SVG = 'http://www.w3.org/2000/svg';

/** The element of this id, which the page has. */
export const at = (id) => document.getElementById(id);

/**
 * An element.
 *
 * @param properties `class`, `on` (listeners by event), `style` (CSS properties), and attributes; one that is
 *     null, undefined or false is left out, and one that is true has no value
 * @param children elements and texts; null and false are left out
 */
export function h(name, properties = {}, ...children) {
  return filled(document.createElement(name), properties, children);
}

/** The same in SVG. */
export function svg(name, properties = {}, ...children) {
  return filled(document.createElementNS(SVG, name), properties, children);
}

/** One of the page's icons. It says nothing to a screen reader: a text beside it does. */
export function icon(name, size = 14) {
  return svg(
    'svg',
    { class: 'icon', width: size, height: size, 'aria-hidden': 'true' },
    svg('use', { href: `#i-${name}` }),
  );
}

/** Text for screen readers only. */
export const unseen = (text) => h('span', { class: 'hidden' }, text);

/** Sets a text, and touches nothing if it is there already. */
export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/**
 * Makes the children of an element those of a list, each made once and then brought up to date, so that focus and
 * selection stay where they are.
 *
 * @param key what an entry is told by
 * @param make an element for an entry; what it has for `update` is called with each later state of it
 */
export function keep(parent, entries, key, make) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const entry of entries) {
    const name = key(entry);
    let child = old.get(name);
    if (!child) {
      child = make(entry);
      child.dataset.key = name;
    }
    old.delete(name);
    child.update?.(entry);
    if (child === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(child, place);
    }
  }
  for (const gone of old.values()) {
    gone.remove();
  }
}

function filled(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name === 'on') {
      Object.entries(value).forEach(([event, listener]) => element.addEventListener(event, listener));
    } else if (name === 'style') {
      // through the object model, which the Content-Security-Policy allows, and not as an attribute
      Object.entries(value).forEach(([property, each]) => element.style.setProperty(property, each));
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

type Child = Node | string | undefined;
type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** An element with attributes and children. Texts become text nodes: nothing that people wrote is ever read as markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A drawing of one path in a square of 24. */
export function icon(path: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  for (const [name, value] of Object.entries({ viewBox: '0 0 24 24', width: '22', height: '22' }))
    svg.setAttribute(name, value);
  svg.setAttribute('aria-hidden', 'true');
  svg.append(line);
  return svg;
}

export const ICONS = {
  chat: 'M21 11.5a8.5 8.5 0 0 1-12.2 7.7L3 21l1.8-5.8A8.5 8.5 0 1 1 21 11.5Z',
  close: 'M6 6l12 12M18 6 6 18',
  send: 'M4 11.5 20 4l-6 16-3.5-6.5L4 11.5ZM10.5 13.5 20 4',
} as const;

/** A link as an address of the web only. It says nothing to where it goes, and opens beside the page. */
export function link(url: string, text: string): HTMLAnchorElement {
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' }, text);
}

const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

/** A text whose web addresses are links. */
export function withLinks(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    parts.push(text.slice(end, index), link(address, address));
    end = index + address.length;
  }
  parts.push(text.slice(end));
  return parts;
}

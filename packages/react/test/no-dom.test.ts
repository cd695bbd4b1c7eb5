import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { useVehicleTracking, WaycastProvider } from '../src/index.ts';

function Bus() {
  const { location, connected } = useVehicleTracking('bus-7', 'token');
  return createElement('p', null, `${String(connected)} ${String(location)}`);
}

describe('without a DOM (React Native, server rendering)', () => {
  it('renders what is known before connecting', () => {
    expect(globalThis).not.toHaveProperty('document');
    const app = createElement(WaycastProvider, { url: 'https://waycast.example.com' }, createElement(Bus));
    expect(renderToString(app)).toBe('<p>false null</p>');
  });

  it('says that it needs an address', () => {
    expect(() => renderToString(createElement(Bus))).toThrow('<WaycastProvider url=');
  });
});

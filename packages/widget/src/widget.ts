import { ChatElement } from './element.ts';
import { readSettings } from './settings.ts';

// Runs once on a page, however often its script stands there.

const TAG = 'waycast-chat';
const script = document.currentScript;

if (script instanceof HTMLScriptElement && customElements.get(TAG) === undefined) {
  const settings = readSettings(script, document.documentElement.lang);
  customElements.define(TAG, ChatElement);
  const show = (): void => void document.body.append(new ChatElement(settings));
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', show, { once: true });
  else show();
}

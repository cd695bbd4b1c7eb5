import type { LatLng } from '@waycast/geo';
import { type Map as MapLibre, Marker } from 'maplibre-gl';
import styles from './destination-mark.module.css';

const SVG = 'http://www.w3.org/2000/svg';

/** Puts a pin, called `name`, where the vehicle is expected. Returns the function that takes it away. */
export function addDestination(map: MapLibre, { latitude, longitude }: LatLng, name: string): () => void {
  const pin = document.createElementNS(SVG, 'svg');
  pin.setAttribute('viewBox', '0 0 24 30');
  pin.setAttribute('role', 'img');
  pin.setAttribute('aria-label', name);
  pin.classList.add(styles['pin'] ?? '');
  const drop = document.createElementNS(SVG, 'path');
  drop.setAttribute('d', 'M12 29c-5-7-10-11-10-17a10 10 0 0 1 20 0c0 6-5 10-10 17Z');
  const eye = document.createElementNS(SVG, 'circle');
  eye.setAttribute('cx', '12');
  eye.setAttribute('cy', '12');
  eye.setAttribute('r', '4');
  pin.append(drop, eye);
  const element = document.createElement('div');
  element.append(pin);
  const marker = new Marker({ element, anchor: 'bottom' }).setLngLat([longitude, latitude]).addTo(map);
  return () => marker.remove();
}

import type { Map as MapLibre } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import type { Theme } from '../shell/theme.ts';
import { fillBaseMap, repaintBaseMap } from './base-map.ts';
import { chooseMapStyle, useMapStyleUrl } from './map-settings.ts';
import { readPalette } from './palette.ts';
import { townStyle } from './town-style.ts';

export interface BaseStyle {
  /** What is wrong with the chosen style, in words; null when nothing is. */
  readonly problem: string | null;
  /** Rises whenever the map has a new style: layers on top must be added again. */
  readonly styleRevision: number;
}

/** Keeps the map on the chosen style: the built-in one, or one from an address. */
export function useBaseStyle(map: MapLibre | undefined, theme: Theme): BaseStyle {
  const url = useMapStyleUrl();
  const [problem, setProblem] = useState<string | null>(null);
  // Of another map it says nothing about this one, whose style is still to come.
  const [styled, setStyled] = useState<{ readonly map: MapLibre; readonly revision: number } | null>(null);
  const styleRevision = styled !== null && styled.map === map ? styled.revision : 0;

  useEffect(() => {
    if (map === undefined) return undefined;
    const tell = (error: unknown): void => setProblem(error instanceof Error ? error.message : String(error));
    const loaded = map.on('style.load', () => {
      setStyled((before) => ({ map, revision: (before?.revision ?? 0) + 1 }));
      fillBaseMap(map).catch(tell);
    });
    return () => loaded.unsubscribe();
  }, [map]);

  useEffect(() => {
    if (map === undefined) return undefined;
    if (url === null) {
      map.setStyle(townStyle(readPalette()), { diff: false });
      return undefined;
    }
    setProblem(null);
    return loadForeignStyle(map, url, (reason) => {
      setProblem(`The map style at ${url} could not be loaded; this is the built-in map. ${reason}`);
      chooseMapStyle(null);
    });
  }, [map, url]);

  const painted = useRef(theme);
  useEffect(() => {
    if (map === undefined || url !== null || painted.current === theme) return;
    painted.current = theme;
    if (styleRevision > 0) repaintBaseMap(map, readPalette());
  }, [map, url, theme, styleRevision]);
  return { problem, styleRevision };
}

/** Loads a style from an address. Once it is there, single failing tiles are only logged. */
function loadForeignStyle(map: MapLibre, url: string, onRefused: (reason: string) => void): () => void {
  let loaded = false;
  const onLoad = (): void => {
    loaded = true;
  };
  map.once('style.load', onLoad);
  const failed = map.on('error', ({ error }) => {
    if (loaded) console.warn('A part of the map could not be loaded.', error);
    else onRefused(error.message);
  });
  map.setStyle(url, { diff: false });
  return () => {
    map.off('style.load', onLoad);
    failed.unsubscribe();
  };
}

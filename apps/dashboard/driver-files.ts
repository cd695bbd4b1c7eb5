import type { Plugin } from 'vite';

const PAGE = '/index.html';
const DRIVERS = [
  '/src/driver/driver-app.tsx',
  '/src/school/driver/school-driver-app.tsx',
  '/src/taxi/driver/taxi-driver-app.tsx',
];

/** Tells which scripts and styles the drivers' pages load, once a bundle is made: a phone keeps these and no others. */
export function driverFiles(): { readonly plugin: Plugin; readonly isLoaded: (file: string) => boolean } {
  const files = new Set<string>();
  const plugin: Plugin = {
    name: 'driver-files',
    enforce: 'post',
    generateBundle(_, bundle) {
      const add = (name: string, withLazy: boolean): void => {
        const chunk = bundle[name];
        if (chunk?.type !== 'chunk' || files.has(name)) return;
        files.add(name);
        for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
        for (const next of chunk.imports) add(next, withLazy);
        if (withLazy) for (const next of chunk.dynamicImports) add(next, withLazy);
      };
      const nameOf = (module: string): string => {
        const chunk = Object.values(bundle).find(
          (one) => one.type === 'chunk' && one.facadeModuleId?.endsWith(module),
        );
        return chunk?.fileName ?? this.error(`No file is made of ${module}, so it cannot be kept on phones.`);
      };
      files.clear();
      // What the first page loads later is the other pages.
      add(nameOf(PAGE), false);
      for (const page of DRIVERS) add(nameOf(page), true);
    },
  };
  return { plugin, isLoaded: (file) => files.has(file) };
}

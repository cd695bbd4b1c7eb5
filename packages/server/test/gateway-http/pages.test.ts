import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HISTORY_FORMATS, ROUTE_NAMES } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dashboardPolicy } from '../../src/gateway/http/security-headers.ts';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

const ORIGIN = 'https://app.example.com';
const WIDGET = 'void customElements;';
let server: TestServer;
let plain: TestServer;
let dashboardDir: string;
let dispatcher: string;

beforeAll(async () => {
  dashboardDir = await mkdtemp(join(tmpdir(), 'waycast-dashboard-'));
  await mkdir(join(dashboardDir, 'assets'));
  await writeFile(
    join(dashboardDir, 'index.html'),
    '<!doctype html><script>const theme = 1;</script><div id="root">the dashboard</div>',
  );
  await writeFile(join(dashboardDir, 'assets', 'main-4f3a.js'), 'export {};');
  await writeFile(join(dashboardDir, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(dashboardDir, 'chat.js'), WIDGET);
  server = await startServer({
    settings: {
      dashboardDir,
      widgetFile: join(dashboardDir, 'chat.js'),
      allowedOrigins: [ORIGIN],
    },
  });
  plain = await startServer();
  dispatcher = await tokenOf();
});
afterAll(async () => {
  await Promise.all([server.close(), plain.close()]);
  await rm(dashboardDir, { recursive: true });
});

describe('other origins', () => {
  const preflight = (origin: string) =>
    call(server, 'OPTIONS', '/api/tracking/location', {
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  it('[P59] may use HTTP when listed', async () => {
    const { status, headers } = await preflight(ORIGIN);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(headers.get('access-control-allow-methods')).toContain('DELETE');
    const refused = await call(server, 'GET', '/api/me', { headers: { origin: ORIGIN } });
    expect(refused.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(refused.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
    expect(refused.headers.get('vary')).toContain('Origin');
  });

  it('may open a conversation, for which they need a token: the chat on pages of others does', async () => {
    const asked = { origin: 'https://shop.example.com', 'access-control-request-method': 'POST' };
    for (const path of ['/api/widget/session', '/api/conversations']) {
      const { headers } = await call(server, 'OPTIONS', path, { headers: asked });
      expect(headers.get('access-control-allow-origin'), path).toBe(asked.origin);
      expect(headers.get('access-control-allow-credentials'), path).toBeNull();
    }
    const one = await call(server, 'OPTIONS', '/api/conversations/c-1', { headers: asked });
    expect(one.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('[P59] get no permission when not', async () => {
    for (const origin of ['https://evil.example.com', 'null', `${ORIGIN}.evil.com`]) {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
      expect(
        (await call(server, 'GET', '/health', { headers: { origin } })).headers.get(
          'access-control-allow-origin',
        ),
      ).toBeNull();
    }
  });
});

describe('pages', () => {
  it('[P60] every answer has the security headers', async () => {
    for (const path of ['/', '/health', '/nothing', '/api/docs', '/assets/main-4f3a.js']) {
      const { headers } = await call(server, 'GET', path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    }
  });

  it('serves the dashboard, its addresses and its files', async () => {
    const navigation = { headers: { accept: 'text/html,application/xhtml+xml' } };
    for (const path of ['/', '/vehicles/bus-7', '/driver']) {
      const { status, text, headers } = await call(server, 'GET', path, navigation);
      expect([path, status]).toEqual([path, 200]);
      expect(text).toContain('the dashboard');
      expect(headers.get('cache-control')).toBe('no-cache');
      const policy = headers.get('content-security-policy');
      expect(policy).toMatch(/script-src 'self' 'sha256-/);
      expect(policy).toContain("worker-src 'self' blob:");
      expect(policy).toContain("connect-src 'self' ws: wss: https:");
    }
    expect(dashboardPolicy('', ['https://tiles.example.com'])).toContain(
      "connect-src 'self' ws: wss: https://tiles.example.com;",
    );
    const asset = await call(server, 'GET', '/assets/main-4f3a.js');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await call(server, 'GET', '/icon.svg')).headers.get('cache-control')).toBe('no-cache');
  });

  it('answers 404 where a page would hide a mistake', async () => {
    const navigation = { headers: { accept: 'text/html' } };
    for (const path of ['/api/nothing', '/assets/gone.js', '/tracking', '/health/nothing']) {
      expect([path, (await call(server, 'GET', path, navigation)).status]).toEqual([path, 404]);
    }
    expect((await call(server, 'GET', '/vehicles/bus-7')).status).toBe(404);
    expect((await call(server, 'GET', '/%2e%2e%2fpackage.json')).status).toBe(404);
  });

  it('says how to build the dashboard where there is none', async () => {
    const { status, text, headers } = await call(plain, 'GET', '/');
    expect(status).toBe(200);
    expect(text).toContain('npm run build -w @waycast/dashboard');
    expect(headers.get('content-type')).toContain('text/html');
  });

  it('describes every route at /api/docs, loading nothing from elsewhere', async () => {
    const { text, headers } = await call(server, 'GET', '/api/docs');
    for (const name of ROUTE_NAMES) expect(text).toContain(`id="${name}"`);
    for (const format of HISTORY_FORMATS) expect(text).toContain(format);
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-/,
    );
  });

  it('serves both documents as JSON', async () => {
    expect((await call(server, 'GET', '/api/openapi.json')).json).toMatchObject({
      openapi: '3.1.1',
      info: { version: '0.1.0' },
    });
    expect((await call(server, 'GET', '/api/asyncapi.json')).json).toMatchObject({ asyncapi: '3.0.0' });
  });

  it('answers HEAD where there is GET, without a body, and not for streams', async () => {
    expect(await call(server, 'HEAD', '/health')).toMatchObject({ status: 200, text: '' });
    expect((await call(server, 'HEAD', '/api/stream', { token: dispatcher })).status).toBe(405);
  });
});

describe('the chat for pages of others', () => {
  it('is a script that any page may load, and that is asked after by its tag', async () => {
    const first = await call(server, 'GET', '/widget.js', { headers: { 'accept-encoding': 'gzip' } });
    expect(first.status).toBe(200);
    expect(first.text).toBe(WIDGET);
    expect(first.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(first.headers.get('content-encoding')).toBe('gzip');
    expect(first.headers.get('cache-control')).toContain('max-age=600');
    expect(first.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    const etag = first.headers.get('etag') ?? '';
    const again = await call(server, 'GET', '/widget.js', { headers: { 'if-none-match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
    // A proxy that packs answers itself weakens their tags.
    const weak = await call(server, 'GET', '/widget.js', { headers: { 'if-none-match': `W/${etag}` } });
    expect(weak.status).toBe(304);
    const plainly = await call(server, 'GET', '/widget.js', { headers: { 'accept-encoding': 'identity' } });
    expect([plainly.headers.get('content-encoding'), plainly.text]).toEqual([null, WIDGET]);
  });

  it('that was not built says how to build it', async () => {
    const { status, text } = await call(plain, 'GET', '/widget.js');
    expect(status).toBe(404);
    expect(text).toContain('npm run build -w @waycast/widget');
  });
});

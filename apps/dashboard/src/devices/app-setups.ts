/** A device that was registered a moment ago, with the key that is shown this once. */
export interface DeviceToSetUp {
  /** The server's address as phones reach it: `https://track.example.com`. */
  readonly server: string;
  readonly deviceId: string;
  readonly key: string;
  /** It is a server that forwards for others. */
  readonly relay: boolean;
}

/** How one app is told where to report, and as whom. */
export interface AppSetup {
  readonly app: string;
  readonly platforms: string;
  /** Opens the app with everything filled in; undefined where the app has no such link. */
  readonly link: string | undefined;
  /** What to do with the link or its code. */
  readonly how: string;
  /** What is typed where there is no link, or where it does not work: the app's own names and the values. */
  readonly typed: readonly (readonly [field: string, value: string])[];
}

/** Every app of which we know how it is set up. */
export function appSetups(device: DeviceToSetUp): readonly AppSetup[] {
  return device.relay
    ? [traccarServer(device)]
    : [traccarClient(device), ownTracks(device), overland(device), gpsLogger(device)];
}

/** The app keeps a server's address with its query, in which the key travels: it can send no header. */
function traccarClient({ server, deviceId, key }: DeviceToSetUp): AppSetup {
  const url = `${server}/api/devices/osmand?key=${key}`;
  return {
    app: 'Traccar Client',
    platforms: 'Android, iPhone',
    link: `org.traccar.client://config?${query({ id: deviceId, url })}`,
    how: 'Scan the code with the app itself (Settings, the code symbol), or open the link on the phone.',
    typed: [
      ['Device identifier', deviceId],
      ['Server URL', url],
    ],
  };
}

/** Its links carry a configuration as base64; user and device go along in headers, the key as password. */
function ownTracks({ server, deviceId, key }: DeviceToSetUp): AppSetup {
  const url = `${server}/api/devices/owntracks`;
  const configuration = {
    ...{ _type: 'configuration', mode: 3, url, auth: true, usePassword: true },
    ...{ username: deviceId, password: key, deviceId, tid: deviceId.slice(-2) },
  };
  return {
    app: 'OwnTracks',
    platforms: 'Android, iPhone',
    link: `owntracks:///config?${query({ inline: base64Of(JSON.stringify(configuration)) })}`,
    how: "Scan the code with the phone's camera, or open the link on the phone.",
    typed: [
      ['Mode', 'HTTP'],
      ['URL', url],
      ['Username', deviceId],
      ['Password', key],
      ['Device ID', deviceId],
    ],
  };
}

/** Sends its access token as Bearer. */
function overland({ server, deviceId, key }: DeviceToSetUp): AppSetup {
  const url = `${server}/api/devices/overland`;
  return {
    app: 'Overland',
    platforms: 'iPhone; on Android by typing',
    link: `overland://setup?${query({ url, token: key, device_id: deviceId, unique_id: 'no' })}`,
    how: "Scan the code with the phone's camera, or open the link on the phone.",
    typed: [
      ['Receiver endpoint URL', url],
      ['Access token', key],
      ['Device ID', deviceId],
    ],
  };
}

/** Its links fetch a whole profile from a public address, which no key belongs in: the values are typed. */
function gpsLogger({ server, deviceId, key }: DeviceToSetUp): AppSetup {
  return {
    app: 'GPSLogger',
    platforms: 'Android',
    link: undefined,
    how: 'Logging details, Log to custom URL. It has no link for this; copy the values, on the phone best.',
    typed: [
      ['URL', `${server}/api/devices/gpslogger?${query({ id: deviceId })}`],
      ['HTTP method', 'POST'],
      ['HTTP body', '%ALL'],
      ['Basic authentication: username', deviceId],
      ['Basic authentication: password', key],
    ],
  };
}

/** Forwards what all of its devices report; each is to be registered under its unique id. */
function traccarServer({ server, key }: DeviceToSetUp): AppSetup {
  return {
    app: 'Traccar server',
    platforms: 'conf/traccar.xml',
    link: undefined,
    how: 'Set these in its configuration, and add each of its devices here under its identifier.',
    typed: [
      ['forward.type', 'json'],
      ['forward.url', `${server}/api/devices/traccar`],
      ['forward.header', `Authorization: Bearer ${key}`],
      ['forward.retry.enable', 'true'],
    ],
  };
}

/** Spaces as %20: not every app reads a plus as one. */
function query(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

function base64Of(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Why phones will not reach an address as it stands; undefined where nothing speaks against it. */
export function addressWarning(server: string): string | undefined {
  const { hostname, protocol } = new URL(server);
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || /^(127\.|\[::1\])/.test(hostname))
    return 'A phone cannot reach this address, which means the phone itself there. Open this page at the address that phones use, and add the device from there.';
  if (protocol === 'http:')
    return 'This address is not encrypted: the key and every position can be read on the way, and most phones refuse it. Open this page with https.';
  return undefined;
}

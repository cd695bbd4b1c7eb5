/** What the routes are about, by the start of their path. The first that fits counts. */
export const TAGS = [
  {
    name: 'Tracking',
    prefixes: ['/api/tracking', '/tracking', '/api/stream'],
    description: 'Reporting, following and reading positions.',
  },
  {
    name: 'Access',
    prefixes: ['/api/me', '/api/grants', '/api/demo'],
    description: 'Who one is, and who may follow what.',
  },
  {
    name: 'Registry',
    prefixes: ['/api/tenant', '/api/registry'],
    description: 'The tenant and its vehicles, drivers and groups.',
  },
  {
    name: 'Reports',
    prefixes: ['/api/reports'],
    description: 'Trips, stops and sums of days, as they follow from the positions.',
  },
  {
    name: 'Sharing',
    prefixes: ['/api/shares'],
    description: 'Links with which anyone can follow one vehicle for a while.',
  },
  {
    name: 'Feeds',
    prefixes: ['/api/gtfs-realtime'],
    description: 'Where vehicles are now, in formats of public transport.',
  },
  {
    name: 'Alerts',
    prefixes: ['/api/alerts'],
    description: 'Rules that make alerts, the alerts, and where they go.',
  },
  {
    name: 'Geofences',
    prefixes: ['/api/geofences'],
    description: 'Places that vehicles enter, leave or stay in.',
  },
  {
    name: 'School',
    prefixes: ['/api/school'],
    description: 'School transport: what is planned, who rides, and what runs.',
  },
  {
    name: 'Taxi',
    prefixes: ['/api/orders', '/api/taxi'],
    description: 'Rides that are ordered, offered to drivers and accepted by one of them.',
  },
  {
    name: 'Conversations',
    prefixes: ['/api/conversations', '/api/messages', '/api/participants', '/api/companies', '/api/widget'],
    description: 'Conversations of companies with their customers, and the chat on their pages.',
  },
  {
    name: 'Devices',
    prefixes: ['/api/devices'],
    description: 'Phones and trackers that report in formats of their own, each with a key.',
  },
  {
    name: 'Operation',
    prefixes: ['/health', '/api/health', '/ws/stats', '/metrics'],
    description: 'For orchestrators, monitors and operators.',
  },
  { name: 'Reference', prefixes: ['/api/'], description: 'This interface itself.' },
] as const;

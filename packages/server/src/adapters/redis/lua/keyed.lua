-- What changes of keyed topics in one turn of a server: newest values, each stored if it is newer and broadcast in the
-- same step, and beside them the lists of ids and the vehicles' recent past.
--
-- KEYS  what each step is about, one or two for each. Steps are taken in order; one key may come several times.
-- ARGV  [1] PUBLISH or SPUBLISH  [2] life of a state in seconds  [3] least milliseconds between two broadcasts
--       then for each step: mode, how many arguments follow, and these
--
--       now | later | seed | announce: the key is the state of a topic, the modes are those of the port; announce
--       takes the value given here or the stored one, if newer
--         absent   store | ask: what to do when nothing is stored
--         version  a number; empty with `announce` when the caller knows no value
--         body     the value's JSON, open for one more field: `{"a":1,` or `{`
--         channel  where followers listen
--         older    where older listeners expect {lat, lng, speed, time}; empty: there are none, and followers
--                  cannot tell the version from the value, so that the message carries it
--         text     the value in that form; empty where no value is given
--         from     only where the vehicle's trail takes the value too: the oldest time to keep there, epoch ms; the
--                  trail's key is the next one
--       trail: the key is a sorted set of a vehicle's fixes by their time
--         from     the oldest time to keep, epoch ms
--         then each fix as its time and its JSON
--       index: the key is a sorted set of ids by the time of their last change, so that they can be listed
--         ids      that change now
--
-- Returns for each step one of applied, held, stale, duplicate, absent, early, nothing, kept, or for an announcement
-- that went out {'went', version, body}.
--
-- A state is the value's JSON with one more last field, so that a value and what is known of it live and die together:
-- "_live":[version,announcedVersion,announcedAtMs]. Numbers are kept as the text they came in: Lua would round them.

local publish, life, interval = ARGV[1], ARGV[2], tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- What is known of a value stands at its end, within as many bytes.
local META, META_BYTES = '"_live":%[([^,%]]+),([^,%]]+),([^,%]]+)%]}$', 96
local TRAIL_LIFE = 3600

-- What another program left under the key is no state of ours, and is replaced.
local function read(key)
  local text = redis.pcall('GET', key)
  if type(text) ~= 'string' then return nil end
  local from, _, version, announced, at = string.find(text, META, -META_BYTES)
  if not tonumber(version) then return nil end
  return { text = text, from = from, version = version, announced = announced, at = at }
end

-- Of a stored state it is rarely asked for.
local function bodyOf(state)
  if not state.body then state.body = string.sub(state.text, 1, state.from - 1) end
  return state.body
end

-- The JSON of a value that has fields.
local function closed(body)
  return string.sub(body, 1, -2) .. '}'
end

local function write(key, state)
  local meta = '"_live":[' .. state.version .. ',' .. state.announced .. ',' .. state.at .. ']}'
  redis.call('SET', key, bodyOf(state) .. meta, 'EX', life)
end

local function field(body, name)
  return string.match(body, '"' .. name .. '":([^,}]+)')
end

local function olderForm(body)
  local lat, lng, at = field(body, 'latitude'), field(body, 'longitude'), field(body, 'timestamp')
  if not (lat and lng and at) then return nil end
  local speed = field(body, 'speed') or 'null'
  return '{"lat":' .. lat .. ',"lng":' .. lng .. ',"speed":' .. speed .. ',"time":' .. at .. '}'
end

local function broadcast(change, state)
  if change.older == '' then
    redis.call(publish, change.channel, bodyOf(state) .. '"_live":[' .. state.version .. ']}')
    return
  end
  local body = bodyOf(state)
  redis.call(publish, change.channel, closed(body))
  local older = body == change.body and change.text ~= '' and change.text or olderForm(body)
  if older then redis.call(publish, change.older, older) end
end

-- Another server may have broadcast a moment ago. The tolerance is for its timer, which is not this clock.
local function tooEarly(state)
  local at = tonumber(state.at)
  return interval > 0 and at ~= nil and now >= at and now - at < interval * 0.95
end

local function isAnnounced(state)
  local announced = tonumber(state.announced)
  return announced ~= nil and announced >= tonumber(state.version)
end

local function newState(change, known)
  return {
    body = change.body,
    version = change.version,
    announced = known and known.announced or 'null',
    at = known and known.at or 'null',
  }
end

local function send(change, state)
  state.announced, state.at = state.version, string.format('%.0f', now)
  write(change.key, state)
  broadcast(change, state)
end

local function announce(change, known)
  local given = tonumber(change.version)
  local state = known
  if given and (not known or given > tonumber(known.version)) then state = newState(change, known) end
  if not state or isAnnounced(state) then return 'nothing' end
  if tooEarly(state) then
    if state ~= known then write(change.key, state) end
    return 'early'
  end
  send(change, state)
  return { 'went', state.version, bodyOf(state) }
end

local function seed(change, known)
  if known and tonumber(change.version) <= tonumber(known.version) then return 'stale' end
  local state = newState(change, known)
  if not known then state.announced = state.version end
  write(change.key, state)
  return 'applied'
end

local function set(change, known)
  if not known and change.absent == 'ask' then return 'absent' end
  if known and tonumber(change.version) <= tonumber(known.version) then
    return tonumber(change.version) == tonumber(known.version) and 'duplicate' or 'stale'
  end
  local state = newState(change, known)
  if change.mode == 'now' and not tooEarly(state) then
    send(change, state)
    return 'applied'
  end
  write(change.key, state)
  return change.mode == 'now' and 'held' or 'applied'
end

-- Lists and trails are for the asking: what another program left under the key is replaced, and a failure leaves the
-- states of the same call alone.
local function add(key, members)
  local added = redis.pcall('ZADD', key, unpack(members))
  if type(added) ~= 'table' or not added.err then return end
  if string.find(added.err, '^WRONGTYPE') then redis.call('DEL', key) end
  redis.pcall('ZADD', key, unpack(members))
end

local function trim(key, oldest, seconds)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', '(' .. oldest)
  redis.call('EXPIRE', key, seconds)
end

local function keepTrail(key, first, last)
  add(key, { unpack(ARGV, first + 1, last) })
  trim(key, ARGV[first], TRAIL_LIFE)
  return 'kept'
end

local function keepIndex(key, first, last)
  local members = {}
  for at = first, last do
    members[#members + 1] = time[1]
    members[#members + 1] = ARGV[at]
  end
  add(key, members)
  trim(key, time[1] - life - 1, life)
  return 'kept'
end

local function minuteOf(state)
  return math.floor(state.version / 60000)
end

-- A vehicle's trail is trimmed, and its life prolonged, with its first fix of each minute, and with late ones. Only
-- the one that begins it gives it a life at all.
local function extendTrail(change, known, verdict)
  if verdict == 'absent' then return end
  add(change.trail, { change.version, closed(change.body) })
  local isDue = verdict == 'stale' or not known or minuteOf(known) ~= minuteOf(change)
  if isDue or redis.call('ZCARD', change.trail) == 1 then trim(change.trail, change.from, TRAIL_LIFE) end
end

local rules = { now = set, later = set, seed = seed, announce = announce }
local others = { trail = keepTrail, index = keepIndex }
local replies = {}
local at, k = 4, 1
while k <= #KEYS do
  local key, mode, count, first = KEYS[k], ARGV[at], tonumber(ARGV[at + 1]), at + 2
  at, k = first + count, k + 1
  if others[mode] then
    replies[#replies + 1] = others[mode](key, first, at - 1)
  else
    local change = {
      key = key,
      mode = mode,
      absent = ARGV[first],
      version = ARGV[first + 1],
      body = ARGV[first + 2],
      channel = ARGV[first + 3],
      older = ARGV[first + 4],
      text = ARGV[first + 5],
    }
    local known = read(key)
    local verdict = rules[mode](change, known)
    if count == 7 then
      change.trail, change.from = KEYS[k], ARGV[first + 6]
      k = k + 1
      extendTrail(change, known, verdict)
    end
    replies[#replies + 1] = verdict
  end
end
return replies

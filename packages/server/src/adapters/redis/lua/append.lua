-- Appends one event to a log and broadcasts it in the same step.
--
-- KEYS  [1] the log, a stream
-- ARGV  [1] PUBLISH or SPUBLISH  [2] channel of the followers
--       [3] deadline in ms of this clock: executed before it or never, so that the caller may try again elsewhere
--       [4] events to keep  [5] life of the log in seconds
--       [6] id of the event  [7] how many of the last events to look through for this id: it may be a repetition
--       [8] a random word, for the name of an epoch that begins here
--       [9] the message's JSON, open for one more field  [10] further fields as JSON text, `,"_was":[…]`
--
-- Returns {outcome, epoch, offset, now}: appended; again (it was there already, with this number); late.
--
-- A process that took over may lack the last events, so its generation begins a new epoch from 1; what came before
-- stays and can be replayed. The process says itself which it is: the caller may have been sent on to another one. An
-- entry's id in the stream is the epoch's first millisecond and the offset, by which a position is found at once.

local key, eventId = KEYS[1], ARGV[6]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[3]) then return { 'late', '', 0, now } end

-- A restart changes the first, a promotion the second.
local function generation()
  local process = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
  return process .. '.' .. string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)')
end

local function decode(entry)
  local ms, offset = string.match(entry[1], '^(%d+)-(%d+)$')
  local decoded = { ms = tonumber(ms), offset = tonumber(offset) }
  for index = 1, #entry[2], 2 do decoded[entry[2][index]] = entry[2][index + 1] end
  return decoded
end

-- What another program left under the key is no log of ours, and is replaced.
local tail = redis.pcall('XREVRANGE', key, '+', '-', 'COUNT', ARGV[7])
if tail.err then
  if not string.find(tail.err, '^WRONGTYPE') then return tail end
  redis.call('DEL', key)
  tail = {}
end

local last
for index, raw in ipairs(tail) do
  local entry = decode(raw)
  if index == 1 then last = entry end
  if entry.id == eventId then return { 'again', entry.epoch, entry.offset, now } end
end

local present = generation()
local ms, epoch, offset
if last and last.generation == present then
  ms, epoch, offset = last.ms, last.epoch, last.offset + 1
else
  ms = last and math.max(now, last.ms + 1) or now
  epoch, offset = string.format('%.0f-%s', ms, ARGV[8]), 1
end

local position = string.format('"offset":%.0f,"epoch":"%s"', offset, epoch)
local message = ARGV[9] .. position .. ARGV[10] .. '}'
local id = string.format('%.0f-%.0f', ms, offset)
redis.call('XADD', key, 'MAXLEN', ARGV[4], id,
  'epoch', epoch, 'generation', present, 'id', eventId, 'message', message)
redis.call('EXPIRE', key, ARGV[5])
redis.call(ARGV[1], ARGV[2], message)
return { 'appended', epoch, offset, now }

-- Appends one event to a log and broadcasts it in the same step.
--
-- KEYS  [1] the log, a stream
-- ARGV  [1] PUBLISH or SPUBLISH  [2] channel of the followers
--       [3] generation: the process that serves the key, as the caller knows it
--       [4] deadline in ms of this clock: executed before it or never, so that the caller may try again elsewhere
--       [5] events to keep  [6] life of the log in seconds
--       [7] id of the event  [8] how many of the last events to look through for this id: it may be a repetition
--       [9] a random word, for the name of an epoch that begins here
--       [10] the message's JSON, open for one more field  [11] further fields as JSON text, `,"_was":[…]`
--
-- Returns {outcome, epoch, offset, now}: appended; again (it was there already, with this number); late.
--
-- The log of a process that took over may lack the last events, so a new generation begins a new epoch from 1; what
-- came before stays and can be replayed. An entry's id in the stream is the epoch's first millisecond and the offset,
-- by which a position is found without searching.

local key, generation, eventId = KEYS[1], ARGV[3], ARGV[7]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[4]) then return { 'late', '', 0, now } end

local function decode(entry)
  local ms, offset = string.match(entry[1], '^(%d+)-(%d+)$')
  local decoded = { ms = tonumber(ms), offset = tonumber(offset) }
  for index = 1, #entry[2], 2 do decoded[entry[2][index]] = entry[2][index + 1] end
  return decoded
end

local last
for index, raw in ipairs(redis.call('XREVRANGE', key, '+', '-', 'COUNT', ARGV[8])) do
  local entry = decode(raw)
  if index == 1 then last = entry end
  if entry.id == eventId then return { 'again', entry.epoch, entry.offset, now } end
end

local ms, epoch, offset
if last and last.generation == generation then
  ms, epoch, offset = last.ms, last.epoch, last.offset + 1
else
  ms = last and math.max(now, last.ms + 1) or now
  epoch, offset = string.format('%.0f-%s', ms, ARGV[9]), 1
end

local position = string.format('"offset":%.0f,"epoch":"%s"', offset, epoch)
local message = ARGV[10] .. position .. ARGV[11] .. '}'
local id = string.format('%.0f-%.0f', ms, offset)
redis.call('XADD', key, 'MAXLEN', ARGV[5], id,
  'epoch', epoch, 'generation', generation, 'id', eventId, 'message', message)
redis.call('EXPIRE', key, ARGV[6])
redis.call(ARGV[1], ARGV[2], message)
return { 'appended', epoch, offset, now }

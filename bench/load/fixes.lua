-- For wrk: reports fixes of 1,000 vehicles, each newer than the one before, to a path of its own connection.
-- They drive north at 22 m/s, as vehicles can.
--
-- Arguments  [1] path  [2] token, or - for none  [3] fixes in one request; 1: the fix itself, more: {"updates": […]}
-- Prints one line of JSON at the end.

local VEHICLES = 1000
local BEHIND_S = 100

local path, authorization, size
local count = 0
-- Somewhat ago, so that no fix is ahead of the clock, and not so far that a vehicle counts as silent; each vehicle reports every 5 ms of its own time.
local since = os.time() - BEHIND_S
local second, prefix = -1, ''

local function fix()
  local vehicle = count % VEHICLES
  local step = math.floor(count / VEHICLES)
  local ms = step * 5
  count = count + 1
  local at = math.floor(ms / 1000)
  if at ~= second then
    second, prefix = at, os.date('!%Y-%m-%dT%H:%M:%S', since + at)
  end
  return string.format(
    '{"vehicleId":"bus-%d","latitude":52.%06d,"longitude":-8.%06d,"accuracy":5,"speed":22.2,"heading":0,"timestamp":"%s.%03dZ"}',
    vehicle, 600000 + step % 400000, 600000 + vehicle, prefix, ms % 1000)
end

function init(arguments)
  path, size = arguments[1], tonumber(arguments[3] or 1)
  authorization = arguments[2] == '-' and '' or ('Authorization: Bearer ' .. arguments[2] .. '\r\n')
end

function request()
  local body
  if size == 1 then
    body = fix()
  else
    local fixes = {}
    for index = 1, size do fixes[index] = fix() end
    body = '{"updates":[' .. table.concat(fixes, ',') .. ']}'
  end
  return 'POST ' .. path .. ' HTTP/1.1\r\nHost: 127.0.0.1\r\n' .. authorization
    .. 'Content-Type: application/json\r\nContent-Length: ' .. #body .. '\r\n\r\n' .. body
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.3f,"p50Ms":%.3f,"p99Ms":%.3f,"maxMs":%.3f,"failed":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    latency.max / 1000, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end

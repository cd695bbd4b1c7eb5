-- For wrk: reads the history of one vehicle after another.
--
-- Arguments  [1] token  [2] number of vehicles  [3] query
-- Prints one line of JSON at the end.

local count = 0
local vehicles, headers, query

function init(arguments)
  headers = 'Host: 127.0.0.1\r\nAuthorization: Bearer ' .. arguments[1] .. '\r\n\r\n'
  vehicles, query = tonumber(arguments[2]), arguments[3]
end

-- Far apart, so that no page is in a cache for being the neighbour of the one before.
function request()
  count = count + 1
  local vehicle = (count * 7919) % vehicles
  return 'GET /api/tracking/vehicles/bus-' .. vehicle .. '/history?' .. query .. ' HTTP/1.1\r\n' .. headers
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.3f,"p50Ms":%.3f,"p99Ms":%.3f,"maxMs":%.3f,"failed":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    latency.max / 1000, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end

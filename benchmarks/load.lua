-- Script of wrk. Prints the result as a line of JSON. With an argument, each request creates a connection whose client
-- id starts with the argument; see load.py.

local prefix
local count = 0

function init(args)
  prefix = args[1]
  if prefix then
    request = create
  end
end

function create()
  count = count + 1
  -- As long as a GUID
  local client = prefix .. string.format("%0" .. (36 - #prefix) .. "d", count)
  return wrk.format("POST", nil, nil, '{"Name":"Boiler house","ClientIds":["' .. client .. '"]}')
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "bytes": %d, "p50": %d, "p99": %d, "bad_statuses": %d, "failures": %d}\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end

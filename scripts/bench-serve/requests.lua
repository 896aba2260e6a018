-- Asks for the targets of a file in turn: one on each line, after a tab perhaps the tag of what the client has. With BENCH_PAUSE each connection
-- waits for up to so many milliseconds before it asks again. Ends with one line of JSON.
local requests, turn = {}, 0

function init()
  for line in io.lines(os.getenv("BENCH_TARGETS")) do
    local path, etag = line:match("^([^\t]+)\t?(.*)$")
    local headers = {}
    if etag ~= "" then headers["If-None-Match"] = etag end
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

local pause = tonumber(os.getenv("BENCH_PAUSE"))
if pause then
  function delay()
    return math.random(0, pause)
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"microseconds":%d,"bytes":%d,"p50":%d,"p99":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end

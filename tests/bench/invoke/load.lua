-- Says the result as one line of JSON. With an argument, requests are POSTs with a body of that many bytes.
function init(args)
    if args[1] then
        wrk.method = "POST"
        wrk.body = string.rep("x", tonumber(args[1]))
        wrk.headers["Content-Type"] = "application/octet-stream"
    end
end

-- Only done() is defined besides init: a response() would cost the generator a call into Lua for each answer.
-- wrk counts every status above 399 as an error; redirects cannot come from this origin.
function done(summary, latency, requests)
    local e = summary.errors
    io.write(string.format(
        '{"requests":%d,"duration_us":%d,"bytes":%d,"p50_us":%d,"p99_us":%d,' ..
        '"errors":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}}\n',
        summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
        e.connect, e.read, e.write, e.status, e.timeout))
end

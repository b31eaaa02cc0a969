-- The question that all clients ask, for wrk.
wrk.method = "POST"
wrk.headers["Authorization"] = "Bearer benchmark-key"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"model":"gemini-2.5-flash","messages":[{"role":"user","content":"Explain to me how AI works"}]}'

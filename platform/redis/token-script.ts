/**
 * Takes tokens from all buckets (KEYS) or, when one has too little, from none; with ARGV[1] = '1' it takes without asking and
 * negative amounts put back. ARGV from 2 on: capacity, milliseconds to refill, amount, for each bucket. The time is the server's, so
 * that replicas agree on it. Answers 1 or 0, then what is in each bucket, as text, because numbers of scripts lose their fractions.
 */
export const TOKEN_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local forced = ARGV[1] == '1'
local taken = true
local levels = {}
for i, key in ipairs(KEYS) do
  local capacity = tonumber(ARGV[3 * i - 1])
  local refill = tonumber(ARGV[3 * i])
  local amount = tonumber(ARGV[3 * i + 1])
  local stored = redis.call('HMGET', key, 't', 'm')
  local tokens = capacity
  if stored[1] and stored[2] then
    local passed = math.max(0, now - tonumber(stored[2]))
    tokens = math.min(capacity, tonumber(stored[1]) + passed * capacity / refill)
  end
  levels[i] = tokens
  if amount > tokens then taken = false end
end
local answer = { (taken or forced) and 1 or 0 }
for i, key in ipairs(KEYS) do
  local capacity = tonumber(ARGV[3 * i - 1])
  local refill = tonumber(ARGV[3 * i])
  local tokens = levels[i]
  if taken or forced then
    tokens = math.max(-capacity, math.min(capacity, tokens - tonumber(ARGV[3 * i + 1])))
    redis.call('HSET', key, 't', string.format('%.6f', tokens), 'm', string.format('%.0f', now))
    redis.call('PEXPIRE', key, math.max(1, math.ceil((capacity - tokens) / capacity * refill)))
  end
  answer[i + 1] = string.format('%.6f', tokens)
end
return answer
`;

-- Appends whole posts to the newest segment of a channel, atomically.
--
-- KEYS: the hash of names, the hash of times, and of each post the key under which it is remembered.
-- ARGV: what the channel's keys begin with, the name of its file, how long it is kept in ms (0: for ever), how long a segment gets, how
-- much the channel holds (0: anything), the topic, the channel's name; then of each post whether it has a key, its count and its lines.
-- Returns how many entries of each post are written: now, or when it was first posted.
local names, times = KEYS[1], KEYS[2]
local tag, file, topic, channel = ARGV[1], ARGV[2], ARGV[6], ARGV[7]
local ttl, roll, most = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local answers, lines, fresh, seen, size = {}, {}, {}, {}, 0
for post = 1, #KEYS - 2 do
  local has_key, count, text = ARGV[5 + 3 * post], ARGV[6 + 3 * post], ARGV[7 + 3 * post]
  local key = KEYS[2 + post]
  local known = has_key == '1' and (seen[key] or redis.call('GET', key))
  if known then
    answers[post] = tonumber(known)
  else
    answers[post] = tonumber(count)
    lines[#lines + 1] = text
    size = size + #text
    if has_key == '1' then
      seen[key] = count
      fresh[#fresh + 1] = key
    end
  end
end
if size == 0 then return answers end

local function segment(number) return tag .. 'seg:' .. number end
local now = redis.call('TIME')
local ms = tonumber(now[1]) * 1000 + math.floor(tonumber(now[2]) / 1000)
local last = redis.call('HGET', names, file)
local is_there = last and redis.call('EXISTS', segment(last)) == 1
local is_new = not is_there or redis.call('STRLEN', segment(last)) + size > roll
if is_new then
  local number = ms
  if last and tonumber(last) >= number then number = tonumber(last) + 1 end
  if is_there then
    local rotated = string.format('%s-%.0f.%d', file, math.floor(tonumber(last) / 1000), tonumber(last) % 1000)
    redis.call('HSET', names, rotated, last)
  end
  last = string.format('%.0f', number)
  redis.call('HSET', names, file, last)
end
local length = redis.call('APPEND', segment(last), table.concat(lines))
redis.call('HSET', times, last, string.format('%.0f', ms))
for _, key in ipairs(fresh) do redis.call('SET', key, seen[key], 'PX', 600000) end

if is_new then
  -- What has expired loses its name, and what is too much goes, the oldest first.
  local all, whole = {}, length
  local flat = redis.call('HGETALL', names)
  for at = 1, #flat, 2 do
    if flat[at] ~= file then
      local bytes = redis.call('STRLEN', segment(flat[at + 1]))
      all[#all + 1] = { name = flat[at], number = flat[at + 1], bytes = bytes }
      whole = whole + bytes
    end
  end
  table.sort(all, function(left, right) return tonumber(left.number) < tonumber(right.number) end)
  for _, old in ipairs(all) do
    if old.bytes == 0 or (most > 0 and whole > most - roll) then
      redis.call('DEL', segment(old.number))
      redis.call('HDEL', names, old.name)
      redis.call('HDEL', times, old.number)
      whole = whole - old.bytes
    end
  end
end
if ttl > 0 then
  for _, key in ipairs({ segment(last), names, times }) do redis.call('PEXPIRE', key, ttl) end
end
redis.call('PUBLISH', topic, string.format('%s %d %d', channel, is_new and 1 or 0, length))
return answers

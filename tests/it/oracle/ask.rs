//! Random queries that often find something, and the naive answer to them.

use std::collections::BTreeMap;

use super::corpus::{Log, Truth};
use super::find::{Find, matches, rank};
use crate::samples::random::Random;
use crate::samples::write::show;

/// What is asked for.
#[derive(Debug, Default)]
pub(super) struct Ask {
    files: Vec<String>,
    rotated: bool,
    find: Option<Find>,
    levels: Vec<&'static str>,
    min_level: Option<&'static str>,
    sources: Vec<String>,
    since: Option<i64>,
    until: Option<i64>,
    limit: Option<usize>,
    tail: Option<usize>,
    descending: bool,
    line: Option<u64>,
    /// The parameters as they are sent.
    pub(super) parameters: Vec<(&'static str, String)>,
}

/// One entry of the answer: its log and itself.
pub(super) type Found<'a> = (&'a Log, &'a Truth);

const LEVEL_WORDS: [(&str, &str); 14] = [
    ("trace", "TRACE"),
    ("V", "TRACE"),
    ("debug", "DEBUG"),
    ("DEBUG", "DEBUG"),
    ("info", "INFO"),
    ("notice", "NOTICE"),
    ("warn", "WARNING"),
    ("WARNING", "WARNING"),
    ("error", "ERROR"),
    ("err", "ERROR"),
    ("severe", "ERROR"),
    ("fatal", "CRITICAL"),
    ("crit", "CRITICAL"),
    ("emerg", "CRITICAL"),
];

impl Ask {
    /// Makes a query about these logs.
    pub(super) fn random(random: &mut Random, logs: &[Log]) -> Ask {
        let mut ask = Ask::default();
        ask.choose_files(random, logs);
        let chosen: Vec<&Log> = logs.iter().filter(|log| ask.reads(logs, log)).collect();
        ask.choose_filters(random, &chosen);
        ask.choose_times(random, &chosen);
        ask.choose_extent(random, &chosen);
        if random.percent(70) {
            ask.parameters.push(("raw", "true".to_owned()));
        }
        ask
    }

    /// Makes a query that only filters the entries of one log.
    pub(super) fn filtering(random: &mut Random, log: &Log) -> Ask {
        let mut ask = Ask { files: vec![log.name.clone()], ..Ask::default() };
        ask.parameters.push(("file", log.name.clone()));
        ask.choose_filters(random, &[log]);
        ask
    }

    fn choose_files(&mut self, random: &mut Random, logs: &[Log]) {
        let globs = [
            "shop/*",
            "shop/*.log",
            "**/java.log",
            "formats/*",
            "{shop,made}/*a*.log",
            "shop/w*",
            "made/ties-?.log",
            "formats/json-*",
        ];
        if random.percent(30) {
            self.files.push(random.pick(&globs).to_owned());
        } else {
            let turned: Vec<&Log> = logs.iter().filter(|log| log.name != live_of(&log.name)).collect();
            for _ in 0..random.pick(&[1, 1, 1, 1, 2, 3]) {
                let log = if random.percent(15) { random.pick(&turned) } else { random.choose(logs) };
                self.files.push(log.name.clone());
            }
        }
        self.parameters.extend(self.files.iter().map(|file| ("file", file.clone())));
        if random.percent(25) {
            self.rotated = true;
            self.parameters.push(("rotated", "true".to_owned()));
        }
    }

    fn choose_filters(&mut self, random: &mut Random, chosen: &[&Log]) {
        let known = chosen.iter().all(|log| log.known);
        if random.percent(75) {
            let find = search(random, chosen, known, 3);
            self.parameters.push(("q", find.print()));
            self.find = Some(find);
        }
        if known && random.percent(20) {
            let words: Vec<_> = (0..random.between(1, 4)).map(|_| random.pick(&LEVEL_WORDS)).collect();
            let text = words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(",");
            self.parameters.push(("level", text));
            self.levels = words.iter().map(|(_, level)| *level).collect();
        }
        if known && random.percent(20) {
            let (word, level) = random.pick(&LEVEL_WORDS);
            self.parameters.push(("min_level", word.to_owned()));
            self.min_level = Some(level);
        }
        if known && random.percent(20) {
            self.sources = (0..random.between(1, 3)).filter_map(|_| source(random, chosen)).collect();
            self.parameters.extend((!self.sources.is_empty()).then(|| ("source", self.sources.join(","))));
        }
    }

    fn choose_times(&mut self, random: &mut Random, chosen: &[&Log]) {
        if random.percent(25) {
            let (time, text) = time(random, chosen);
            self.since = Some(time);
            self.parameters.push(("since", text));
        }
        if random.percent(25) {
            let (time, text) = time(random, chosen);
            self.until = Some(time);
            self.parameters.push(("until", text));
        }
    }

    /// A merge of logs in which time steps back has no one right order from the end.
    fn choose_extent(&mut self, random: &mut Random, chosen: &[&Log]) {
        let sure = chosen.len() == 1 || chosen.iter().all(|log| log.rising);
        let count = random.pick(&[0, 1, 2, 7, 30, 100, 1_000]);
        match random.below(10) {
            0..=1 if sure => {
                self.tail = Some(count);
                self.parameters.push(("tail", count.to_string()));
                return;
            }
            2..=3 if sure => {
                self.descending = true;
                self.parameters.push(("order", "desc".to_owned()));
            }
            4..=5 if chosen.len() == 1 => {
                self.descending = random.percent(30);
                self.parameters.extend(self.descending.then(|| ("order", "desc".to_owned())));
                let last = chosen[0].entries.last().map_or(1, |entry| entry.line as i64);
                let line = random.between(1, last + 5) as u64;
                self.line = Some(line);
                self.parameters.push(("line", line.to_string()));
            }
            6 => self.parameters.push(("order", "asc".to_owned())),
            _ => {}
        }
        if random.percent(40) {
            self.limit = Some(count);
            self.parameters.push(("limit", count.to_string()));
        }
    }

    fn reads(&self, logs: &[Log], log: &Log) -> bool {
        let glob =
            |glob: &String| globset::GlobBuilder::new(glob).literal_separator(true).build().unwrap().compile_matcher();
        let names = |name: &str| self.files.iter().any(|file| glob(file).is_match(name));
        match self.rotated {
            true => logs.iter().any(|other| live_of(&other.name) == live_of(&log.name) && names(&other.name)),
            false => names(&log.name),
        }
    }

    /// Returns the right answer, in its order.
    pub(super) fn answer<'a>(&self, logs: &'a [Log]) -> Vec<Found<'a>> {
        let read: Vec<&Log> = logs.iter().filter(|log| self.reads(logs, log)).collect();
        let mut chains: BTreeMap<&str, Vec<&Log>> = BTreeMap::new();
        for log in read {
            let key = if self.rotated { live_of(&log.name) } else { &log.name };
            // Sorted by name the live file comes first and the oldest last.
            chains.entry(key).or_default().insert(0, log);
        }
        let queues = chains.into_values().map(|chain| self.queue(&chain)).collect();
        let mut found = merge(queues);
        if let Some(tail) = self.tail {
            found.drain(..found.len().saturating_sub(tail));
        }
        if self.descending {
            found.reverse();
        }
        found.truncate(self.limit.unwrap_or(usize::MAX));
        found
    }

    /// Returns what is wanted of a file, or of a rotated set from its oldest file on.
    fn queue<'a>(&self, chain: &[&'a Log]) -> Vec<Found<'a>> {
        let mut all: Vec<Found<'a>> =
            chain.iter().flat_map(|log| log.entries.iter().map(|entry| (*log, entry))).collect();
        if let (Some(line), Some(live)) = (self.line, chain.last()) {
            let older = all.len() - live.entries.len();
            let held = live.entries.iter().position(|entry| (entry.line..entry.line + lines(entry)).contains(&line));
            match (held, self.descending) {
                (Some(held), false) => drop(all.drain(..older + held)),
                (Some(held), true) => all.truncate(older + held + 1),
                (None, _) => all.clear(),
            }
        }
        all.retain(|found| self.wants(found));
        all
    }

    fn wants(&self, (log, entry): &Found<'_>) -> bool {
        let level_is = |test: &dyn Fn(&str) -> bool| entry.level.is_some_and(test);
        self.find.as_ref().is_none_or(|find| find.holds(log, entry))
            && (self.levels.is_empty() || level_is(&|level| self.levels.contains(&level)))
            && self.min_level.is_none_or(|least| level_is(&|level| rank(level) >= rank(least)))
            && (self.sources.is_empty()
                || self
                    .sources
                    .iter()
                    .any(|wanted| entry.source.as_ref().is_some_and(|source| matches(source, wanted, false))))
            && self.since.is_none_or(|since| entry.place.is_some_and(|time| time >= since))
            && self.until.is_none_or(|until| entry.place.is_some_and(|time| time < until))
    }
}

/// Returns the name of the file that is written now: `app.log` of `app.log.2`.
fn live_of(name: &str) -> &str {
    name.rsplit_once('.').filter(|(_, turn)| turn.parse::<u32>().is_ok()).map_or(name, |(live, _)| live)
}

fn lines(entry: &Truth) -> u64 {
    entry.text.matches('\n').count() as u64 + 1
}

/// Merges by the time of the heads; of equal ones the queue that stands first goes first.
fn merge(queues: Vec<Vec<Found<'_>>>) -> Vec<Found<'_>> {
    let mut queues: Vec<_> = queues.into_iter().map(|queue| queue.into_iter().peekable()).collect();
    let mut merged = Vec::new();
    loop {
        let heads =
            queues.iter_mut().enumerate().filter_map(|(index, queue)| queue.peek().map(|head| (head.1.place, index)));
        let Some((_, index)) = heads.min() else { return merged };
        merged.extend(queues[index].next());
    }
}

fn entry<'a>(random: &mut Random, chosen: &[&'a Log]) -> Found<'a> {
    let log = random.pick(chosen);
    (log, random.choose(&log.entries))
}

fn search(random: &mut Random, chosen: &[&Log], known: bool, depth: i64) -> Find {
    let some = |random: &mut Random| {
        (0..random.between(2, 4)).map(|_| search(random, chosen, known, depth - 1)).collect::<Vec<_>>()
    };
    match random.below(if depth > 0 { 10 } else { 6 }) {
        6 => Find::All(some(random)),
        7..=8 => Find::Any(some(random)),
        9 => Find::Not(Box::new(search(random, chosen, known, depth - 1))),
        0..=2 if known => field(random, chosen),
        0..=3 => Find::Text(piece(random, chosen)),
        _ => regex(random, chosen),
    }
}

/// Returns some text of an entry's line.
fn piece(random: &mut Random, chosen: &[&Log]) -> String {
    let (_, entry) = entry(random, chosen);
    let haystack = random.choose(&entry.haystacks).clone();
    let lines: Vec<&str> = haystack.lines().filter(|line| !line.trim().is_empty()).collect();
    if lines.is_empty() {
        return "timeout".to_owned();
    }
    let line = random.pick(&lines);
    let text = match random.below(3) {
        0 => random.pick(&line.split_whitespace().collect::<Vec<_>>()).to_owned(),
        _ => {
            let characters: Vec<char> = line.chars().collect();
            let start = random.below(characters.len() as i64) as usize;
            let length = random.between(1, 14) as usize;
            characters[start..].iter().take(length).collect()
        }
    };
    match random.below(4) {
        0 => text.to_lowercase(),
        1 if random.percent(20) => text.to_uppercase(),
        _ => text,
    }
}

/// Returns a regular expression made from some text: digits and letters become classes.
fn regex(random: &mut Random, chosen: &[&Log]) -> Find {
    let text: String = piece(random, chosen).chars().take(8).collect();
    let mut pattern = String::new();
    for character in text.chars() {
        match random.below(6) {
            0 if character.is_ascii_digit() => pattern.push_str("\\d"),
            0 if character.is_alphabetic() => pattern.push_str("\\w"),
            1 => pattern.push_str(".{1,2}"),
            _ => pattern.push_str(&regex::escape(&character.to_string())),
        }
    }
    if random.percent(25) {
        pattern = format!("({pattern}|timeout \\w+)");
    }
    if random.percent(15) && chosen.iter().all(|log| log.entries.iter().all(|entry| entry.haystacks.len() == 1)) {
        pattern = if random.percent(50) { format!("^{pattern}") } else { format!("{pattern}$") };
    }
    Find::Regex { pattern, ignore_case: random.percent(30) }
}

fn field(random: &mut Random, chosen: &[&Log]) -> Find {
    let operators = [":", ":", "!=", "<", "<=", ">", ">="];
    match random.below(8) {
        0..=1 => {
            let (word, level) = random.pick(&LEVEL_WORDS);
            Find::Level { operator: random.pick(&operators), word, level }
        }
        2 => match source(random, chosen) {
            Some(value) => Find::Field { key: "source".to_owned(), not: random.percent(25), value, quoted: false },
            None => Find::Text(piece(random, chosen)),
        },
        3 => Find::Message { not: random.percent(25), text: message_piece(random, chosen) },
        4 => {
            let value = random.pick(&["shop/*", "*.log", "*api*", "made/large.log", "MADE/*"]).to_owned();
            Find::Field { key: "file".to_owned(), not: random.percent(25), value, quoted: false }
        }
        _ => context(random, chosen),
    }
}

fn message_piece(random: &mut Random, chosen: &[&Log]) -> String {
    let (_, entry) = entry(random, chosen);
    let words: Vec<&str> = entry.message.split_whitespace().collect();
    let start = random.below(words.len().max(1) as i64) as usize;
    let text = words.iter().skip(start).take(1).copied().collect::<String>();
    if text.is_empty() { "timeout".to_owned() } else { text }
}

fn context(random: &mut Random, chosen: &[&Log]) -> Find {
    let mut leaves = Vec::new();
    let (_, entry) = entry(random, chosen);
    for (key, value) in &entry.context {
        match value {
            serde_json::Value::Object(inner) => {
                leaves.extend(inner.iter().map(|(step, value)| (format!("{key}.{step}"), value.clone())));
            }
            value => leaves.push((key.clone(), value.clone())),
        }
    }
    leaves.retain(|(_, value)| value.is_string() || value.is_number() || value.is_boolean());
    if leaves.is_empty() {
        return Find::Text(piece(random, chosen));
    }
    let (path, value) = random.choose(&leaves).clone();
    let key = if random.percent(20) { format!("context.{path}") } else { path.clone() };
    if let Some(number) = value.as_f64().filter(|_| random.percent(60)) {
        return Find::Number { key: path, operator: random.pick(&["<", "<=", ">", ">="]), number };
    }
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let plain = !text.is_empty() && text.chars().all(|next| next.is_ascii_alphanumeric() || "-_.%".contains(next));
    let not = random.percent(20);
    match random.below(4) {
        0 => Find::Field { key, not: false, value: "*".to_owned(), quoted: false },
        1 if plain => Find::Field { key, not, value: format!("{}*", &text[..text.len().div_ceil(2)]), quoted: false },
        _ => Find::Field { key, not, quoted: !plain || random.percent(20), value: text },
    }
}

fn source(random: &mut Random, chosen: &[&Log]) -> Option<String> {
    let (_, entry) = entry(random, chosen);
    let source = entry.source.clone().filter(|source| !source.is_empty())?;
    Some(match random.below(4) {
        0 => format!("{}*", source.split(['.', ':']).next().unwrap_or_default()),
        1 => format!("*{}", source.rsplit(['.', ':']).next().unwrap_or_default()),
        2 => source.to_lowercase(),
        _ => source,
    })
}

/// Returns a moment near an entry's, and one of the ways to write it.
fn time(random: &mut Random, chosen: &[&Log]) -> (i64, String) {
    let (_, entry) = entry(random, chosen);
    let around = entry.time.unwrap_or(1_773_324_000_000_000) + random.between(-3, 4) * 1000;
    let second = around - around.rem_euclid(1_000_000);
    let milli = around - around.rem_euclid(1_000);
    match random.below(5) {
        0 => (second, (second / 1_000_000).to_string()),
        1 => (milli, (milli / 1_000).to_string()),
        2 => (second, show(second, "%Y-%m-%d %H:%M:%S")),
        3 => (second, show(second + 3_600_000_000, "%Y-%m-%dT%H:%M:%S+01:00")),
        _ => (around, show(around, "%Y-%m-%dT%H:%M:%S%.6fZ")),
    }
}

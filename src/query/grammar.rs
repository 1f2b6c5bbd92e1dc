//! The search language of `q`: words, phrases, regular expressions and field tests, joined by AND, OR, NOT and brackets.
//!
//! ```text
//! any    = all *("OR" all)
//! all    = 1*unary
//! unary  = ["-" / "NOT"] ( "(" any ")" / term )
//! term   = phrase / "/" regex "/" ["i"] / key operator value / word
//! ```

use std::sync::{Arc, OnceLock};

use regex::bytes::{Regex, RegexBuilder};

use super::{Pattern, QueryError, level_named};
use crate::entry::Level;

/// What an entry must hold to match.
#[derive(Clone, Debug)]
pub enum Expression {
    /// Every one of these.
    All(Vec<Expression>),
    /// At least one of these.
    Any(Vec<Expression>),
    /// Not this.
    Not(Box<Expression>),
    /// One condition.
    Term(Term),
}

/// One condition on an entry.
#[derive(Clone, Debug)]
pub enum Term {
    /// A substring of the entry's text.
    Text(Text),
    /// A regular expression found in the entry's text.
    Regex(Regex),
    /// A test of one field.
    Field(Key, Comparison),
}

/// A text that is looked for anywhere; case is ignored unless it has an upper-case letter.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text itself.
    pub text: String,
    /// Whether its case is ignored.
    pub ignores_case: bool,
    regex: Arc<OnceLock<Regex>>,
}

impl Text {
    /// Returns the same as a regular expression, not yet made.
    pub fn pattern(&self) -> String {
        with_flags(&regex::escape(&self.text), self.ignores_case)
    }

    /// Returns the same as a regular expression. It is made when it is first asked for: that takes time that a refusal need not.
    pub fn regex(&self) -> &Regex {
        let make = || RegexBuilder::new(&self.pattern()).size_limit(usize::MAX).build();
        self.regex.get_or_init(|| make().expect("a text of bounded length, escaped, is a regular expression"))
    }
}

/// The field that a test concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The level.
    Level,
    /// The source.
    Source,
    /// The message.
    Message,
    /// The name of the file.
    File,
    /// A path into the context, its steps joined by dots.
    Context(String),
}

/// How a field is tested.
#[derive(Clone, Debug)]
pub enum Comparison {
    /// The whole value matches.
    Is(Pattern),
    /// There is a value and it does not match.
    IsNot(Pattern),
    /// The message contains the text.
    Contains(Text),
    /// There is a message and it does not contain the text.
    Lacks(Text),
    /// The level stands so to this one.
    Level(Operator, Level),
    /// The value is a number that stands so to this one, which is kept as it was written.
    Number(Operator, String),
}

/// How two values stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `:`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Operator {
    /// Tells whether `left OPERATOR right` holds.
    pub fn holds<T: PartialOrd + Copy>(self, left: T, right: T) -> bool {
        match self {
            Operator::Equal => left == right,
            Operator::NotEqual => left != right,
            Operator::Less => left < right,
            Operator::LessOrEqual => left <= right,
            Operator::Greater => left > right,
            Operator::GreaterOrEqual => left >= right,
        }
    }
}

/// A longer `q` is refused: it could not be checked at once.
const MAX_CHARACTERS: usize = 8_192;

/// Brackets and negations nested deeper are refused.
const MAX_DEPTH: usize = 64;

/// More terms in one search are refused.
const MAX_TERMS: usize = 512;

/// A longer text is not searched for, in bytes.
const MAX_TEXT: usize = 4_096;

/// More regular expressions in one search are refused.
const MAX_REGEXES: usize = 16;

/// How much memory one compiled regular expression may take, in bytes, and how much each behind the second.
const REGEX_SIZES: (usize, usize) = (1 << 20, 1 << 18);

/// Memory that a text takes as a regular expression once it is looked for, in bytes for each of its bytes: some 37 KB were measured
/// for ten letters with case ignored.
const TEXT_COST: usize = 4 << 10;

/// Most regular expressions take no more than this, and as much again while they are looked for, in bytes.
const SMALL_REGEX: usize = 64 << 10;

/// Reads a search, and tells how much memory it may take, in bytes; `None` where it is empty and so matches every entry.
///
/// # Errors
/// A [`QueryError`] that names the column of the character at fault.
pub(super) fn parse(q: &str) -> Result<Option<(Expression, usize)>, QueryError> {
    if q.chars().nth(MAX_CHARACTERS).is_some() {
        let detail = format!("is longer than {MAX_CHARACTERS} characters; shorten it");
        return Err(QueryError { param: "q".to_owned(), detail, column: Some(MAX_CHARACTERS + 1) });
    }
    let mut parser = Parser { characters: q.chars().collect(), position: 0, depth: 0, terms: 0, regexes: 0, cost: 0 };
    parser.skip_spaces();
    if parser.peek().is_none() {
        return Ok(None);
    }
    let expression = parser.any()?;
    match parser.peek() {
        None => Ok(Some((expression, parser.cost))),
        Some(_) => Err(parser.error("has a ) that closes nothing; remove it, or put the text in quotes")),
    }
}

struct Parser {
    characters: Vec<char>,
    position: usize,
    depth: usize,
    /// How many terms and groups of them were read, and how many regular expressions among them.
    terms: usize,
    regexes: usize,
    /// How much memory they may take, in bytes.
    cost: usize,
}

impl Parser {
    fn any(&mut self) -> Result<Expression, QueryError> {
        let mut alternatives = vec![self.all()?];
        while self.take_keyword("OR") {
            alternatives.push(self.all()?);
        }
        Ok(one_or(alternatives, Expression::Any))
    }

    fn all(&mut self) -> Result<Expression, QueryError> {
        let mut terms = Vec::new();
        loop {
            self.skip_spaces();
            if matches!(self.peek(), None | Some(')')) || self.at_keyword("OR") {
                break;
            }
            terms.push(self.unary()?);
        }
        match terms.is_empty() {
            true => Err(self.error("needs a term here")),
            false => Ok(one_or(terms, Expression::All)),
        }
    }

    fn unary(&mut self) -> Result<Expression, QueryError> {
        if self.take_keyword("NOT") {
            return self.nested(|parser| Ok(Expression::Not(Box::new(parser.unary()?))));
        }
        let dash = self.peek() == Some('-') && self.peek_at(1).is_some_and(|next| !next.is_whitespace() && next != ')');
        if dash {
            self.position += 1;
            return Ok(Expression::Not(Box::new(self.primary()?)));
        }
        self.primary()
    }

    fn nested(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<Expression, QueryError>,
    ) -> Result<Expression, QueryError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error("is nested too deeply"));
        }
        self.depth += 1;
        self.skip_spaces();
        let expression = inner(self);
        self.depth -= 1;
        expression
    }

    fn primary(&mut self) -> Result<Expression, QueryError> {
        if self.terms == MAX_TERMS {
            return Err(self.error(&format!("has more than {MAX_TERMS} terms; ask for less at once")));
        }
        self.terms += 1;
        match self.peek() {
            None | Some(')') => Err(self.error("needs a term here")),
            Some('(') => self.group(),
            Some('"') => self.phrase(),
            Some('/') => self.regex(),
            Some(_) => self.field_or_word(),
        }
    }

    fn group(&mut self) -> Result<Expression, QueryError> {
        let open = self.position;
        self.position += 1;
        let expression = self.nested(Parser::any)?;
        if self.peek() != Some(')') {
            return Err(QueryError::at(open + 1, "has a ( that is not closed; add ), or put the text in quotes"));
        }
        self.position += 1;
        Ok(expression)
    }

    fn phrase(&mut self) -> Result<Expression, QueryError> {
        let open = self.position;
        match self.quoted()? {
            empty if empty.is_empty() => Err(QueryError::at(open + 1, "has empty quotes; put a text in them")),
            text => Ok(Expression::Term(Term::Text(self.text(&text)?))),
        }
    }

    /// Reads a text in double quotes, in which `\"` and `\\` stand for themselves.
    fn quoted(&mut self) -> Result<String, QueryError> {
        let open = self.position;
        self.position += 1;
        let mut text = String::new();
        while let Some(character) = self.next() {
            match character {
                '"' => return Ok(text),
                '\\' if matches!(self.peek(), Some('"' | '\\')) => text.extend(self.next()),
                other => text.push(other),
            }
        }
        Err(QueryError::at(open + 1, "has a \" that is not closed"))
    }

    fn regex(&mut self) -> Result<Expression, QueryError> {
        let open = self.position;
        self.position += 1;
        let mut pattern = String::new();
        let mut in_class = false;
        loop {
            match self.next() {
                None => {
                    let detail = "has a regular expression that is not closed; add /, or put the text in quotes";
                    return Err(QueryError::at(open + 1, detail));
                }
                Some('/') if !in_class => break,
                Some('\\') => match self.next() {
                    Some('/') => pattern.push('/'),
                    Some(escaped) => pattern.extend(['\\', escaped]),
                    None => pattern.push('\\'),
                },
                Some(character) => {
                    in_class = character == '[' || in_class && character != ']';
                    pattern.push(character);
                }
            }
        }
        let ignore_case = self.peek() == Some('i');
        self.position += usize::from(ignore_case);
        if self.peek().is_some_and(|next| !next.is_whitespace() && next != ')') {
            return Err(self.error("knows only the flag i behind a regular expression; put a path in quotes"));
        }
        let column = open + 2;
        if self.regexes == MAX_REGEXES {
            let detail = format!("has more than {MAX_REGEXES} regular expressions; join some by |");
            return Err(QueryError::at(open + 1, &detail));
        }
        self.regexes += 1;
        let size = if self.regexes <= 2 { REGEX_SIZES.0 } else { REGEX_SIZES.1 };
        let regex = build_regex(&pattern, ignore_case, size).map_err(|error| {
            let offset = regex_column(&error, ignore_case);
            QueryError::at(column + offset, &format!("has a bad regular expression: {}", regex_reason(&error)))
        })?;
        let is_small = build_regex(&pattern, ignore_case, SMALL_REGEX).is_ok();
        self.cost += 2 * if is_small { SMALL_REGEX } else { size };
        Ok(Expression::Term(Term::Regex(regex)))
    }

    fn field_or_word(&mut self) -> Result<Expression, QueryError> {
        let start = self.position;
        if let Some((key, operator)) = self.key_and_operator() {
            let column = self.position + 1;
            let quoted = self.peek() == Some('"');
            let value = if quoted { self.quoted()? } else { self.word()? };
            let comparison = self.comparison(&key, operator, &value, quoted, column)?;
            return Ok(Expression::Term(Term::Field(key, comparison)));
        }
        self.position = start;
        let word = self.word()?;
        Ok(Expression::Term(Term::Text(self.text(&word)?)))
    }

    /// Reads `key:` or `key>=` and the like, where what follows can be a value; else leaves the position anywhere.
    fn key_and_operator(&mut self) -> Option<(Key, Operator)> {
        if !self.peek()?.is_alphabetic() {
            return None;
        }
        let start = self.position;
        while self.peek().is_some_and(|next| next.is_alphanumeric() || "_-.@/$[]".contains(next)) {
            self.position += 1;
        }
        let key: String = self.characters[start..self.position].iter().collect();
        let (operator, length) = match (self.peek()?, self.peek_at(1)) {
            (':', _) => (Operator::Equal, 1),
            ('!', Some('=')) => (Operator::NotEqual, 2),
            ('>', Some('=')) => (Operator::GreaterOrEqual, 2),
            ('<', Some('=')) => (Operator::LessOrEqual, 2),
            ('>', _) => (Operator::Greater, 1),
            ('<', _) => (Operator::Less, 1),
            _ => return None,
        };
        self.position += length;
        let next = self.peek()?;
        let is_word = next.is_whitespace() || next == ')' || operator == Operator::Equal && self.colon_is_text(next);
        (!is_word).then(|| (Key::new(&key), operator))
    }

    fn colon_is_text(&self, next: char) -> bool {
        next == ':' || next == '\\' || next == '/' && self.peek_at(1) == Some('/')
    }

    fn comparison(
        &mut self,
        key: &Key,
        operator: Operator,
        value: &str,
        quoted: bool,
        column: usize,
    ) -> Result<Comparison, QueryError> {
        let pattern = || if quoted { Pattern::literal(value) } else { Pattern::new(value) };
        // A message need only contain what matches.
        let within = || Pattern::new(&format!("*{value}*"));
        match (key, operator) {
            (Key::Level, _) if quoted || !value.contains('*') => match level_named(value) {
                Some(level) => Ok(Comparison::Level(operator, level)),
                None => Err(QueryError::at(column, "names a level that is not known")),
            },
            (Key::Message, Operator::Equal) if !quoted && value.contains('*') => Ok(Comparison::Is(within())),
            (Key::Message, Operator::NotEqual) if !quoted && value.contains('*') => Ok(Comparison::IsNot(within())),
            (Key::Message, Operator::Equal) => Ok(Comparison::Contains(self.text(value)?)),
            (Key::Message, Operator::NotEqual) => Ok(Comparison::Lacks(self.text(value)?)),
            (_, Operator::Equal) => Ok(Comparison::Is(pattern())),
            (_, Operator::NotEqual) => Ok(Comparison::IsNot(pattern())),
            _ => match value.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Comparison::Number(operator, value.to_owned())),
                _ => Err(QueryError::at(column, "compares with something that is no number; put a text in quotes")),
            },
        }
    }

    /// Reads up to the next space, or to a `)` that this word did not open.
    fn word(&mut self) -> Result<String, QueryError> {
        let start = self.position;
        let mut open = Vec::new();
        while let Some(character) = self.peek() {
            match character {
                '(' => open.push(self.position),
                ')' if open.pop().is_none() => break,
                space if space.is_whitespace() => break,
                _ => {}
            }
            self.position += 1;
        }
        match open.first() {
            Some(open) => Err(QueryError::at(open + 1, "has a ( that is not closed; add ), or put the text in quotes")),
            None => Ok(self.characters[start..self.position].iter().collect()),
        }
    }

    fn text(&mut self, text: &str) -> Result<Text, QueryError> {
        self.cost += TEXT_COST * text.len();
        let ignores_case = !text.chars().any(char::is_uppercase);
        match text.len() > MAX_TEXT {
            true => Err(self.error("has a text that is too long to search for; shorten it")),
            false => Ok(Text { text: text.to_owned(), ignores_case, regex: Arc::default() }),
        }
    }

    fn at_keyword(&self, keyword: &str) -> bool {
        let mut end = self.position;
        for expected in keyword.chars() {
            if self.characters.get(end) != Some(&expected) {
                return false;
            }
            end += 1;
        }
        self.characters.get(end).is_none_or(|next| next.is_whitespace() || "()".contains(*next))
    }

    fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = self.at_keyword(keyword);
        if found {
            self.position += keyword.len();
        }
        found
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.position += 1;
        }
    }

    fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.position + ahead).copied()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek();
        self.position += usize::from(character.is_some());
        character
    }

    fn error(&self, detail: &str) -> QueryError {
        QueryError::at(self.position + 1, detail)
    }
}

impl Key {
    fn new(name: &str) -> Key {
        match name {
            "level" => Key::Level,
            "source" => Key::Source,
            "message" => Key::Message,
            "file" => Key::File,
            path => Key::Context(path.strip_prefix("context.").unwrap_or(path).to_owned()),
        }
    }
}

fn one_or(mut expressions: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    match expressions.len() {
        1 => expressions.remove(0),
        _ => join(expressions),
    }
}

fn build_regex(pattern: &str, ignore_case: bool, size: usize) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&with_flags(pattern, ignore_case)).size_limit(size).dfa_size_limit(size).nest_limit(100).build()
}

/// The flags stand in the pattern, so that its text says everything.
fn with_flags(pattern: &str, ignore_case: bool) -> String {
    format!("{}{pattern}", if ignore_case { FLAGS_IGNORING_CASE } else { FLAGS })
}

const FLAGS: &str = "(?m)";
const FLAGS_IGNORING_CASE: &str = "(?mi)";

/// Returns how many characters into the pattern the fault stands, read off the caret of the library's message.
fn regex_column(error: &regex::Error, ignore_case: bool) -> usize {
    let flags = if ignore_case { FLAGS_IGNORING_CASE } else { FLAGS };
    let message = error.to_string();
    let caret_line = message.lines().find(|line| line.trim_start().starts_with('^'));
    caret_line.map_or(0, |line| line.chars().take_while(|next| *next == ' ').count().saturating_sub(4 + flags.len()))
}

fn regex_reason(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "it is too large when compiled; ask for fewer repetitions".to_owned(),
        other => {
            let message = other.to_string();
            let last = message.lines().last().unwrap_or_default();
            last.strip_prefix("error: ").unwrap_or(last).to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Prints an expression in a form that shows how it was grouped.
    fn show(expression: &Expression) -> String {
        let join = |list: &[Expression], word: &str| list.iter().map(show).collect::<Vec<_>>().join(word);
        match expression {
            Expression::All(list) => format!("({})", join(list, " & ")),
            Expression::Any(list) => format!("({})", join(list, " | ")),
            Expression::Not(inner) => format!("!{}", show(inner)),
            Expression::Term(Term::Text(text)) => format!("{:?}", text.text),
            Expression::Term(Term::Regex(regex)) => format!("/{}/", regex.as_str().split_once(')').unwrap().1),
            Expression::Term(Term::Field(key, comparison)) => match comparison {
                Comparison::Is(pattern) => format!("{key:?} is {:?}", pattern.parts()),
                Comparison::IsNot(pattern) => format!("{key:?} is not {:?}", pattern.parts()),
                Comparison::Contains(text) => format!("{key:?} has {:?}", text.text),
                Comparison::Lacks(text) => format!("{key:?} lacks {:?}", text.text),
                Comparison::Level(operator, level) => format!("level {operator:?} {level}"),
                Comparison::Number(operator, number) => format!("{key:?} {operator:?} {number}"),
            },
        }
    }

    #[test]
    fn searches_are_grouped_as_the_grammar_says() {
        let cases = [
            ("timeout", r#""timeout""#),
            ("a b OR c", r#"(("a" & "b") | "c")"#),
            ("a (b OR c) -d", r#"("a" & ("b" | "c") & !"d")"#),
            ("NOT (a b)", r#"!("a" & "b")"#),
            (r#""pool exhausted" 'x'"#, r#"("pool exhausted" & "'x'")"#),
            (r#""say \"hi\" C:\\x""#, r#""say \"hi\" C:\\x""#),
            ("/5\\d\\d/ x", r#"(/5\d\d/ & "x")"#),
            ("/a\\/b[/]c d/i", "/a/b[/]c d/"),
            ("level:error", "level Equal ERROR"),
            ("level>=warn", "level GreaterOrEqual WARNING"),
            ("source:db.*", r#"Source is ["db.", ""]"#),
            ("latency_ms>250", r#"Context("latency_ms") Greater 250"#),
            ("context.user.id:42", r#"Context("user.id") is ["42"]"#),
            ("status!=200", r#"Context("status") is not ["200"]"#),
            ("message:oops", r#"Message has "oops""#),
            ("message:al*ta", r#"Message is ["", "al", "ta", ""]"#),
            ("message:\"a*\"", r#"Message has "a*""#),
            ("level>=40", "level GreaterOrEqual WARNING"),
            ("level:3", "level Equal ERROR"),
            (r#"user:"a*b c""#, r#"Context("user") is ["a*b c"]"#),
            (r#"user:"" -user!="""#, r#"(Context("user") is [""] & !Context("user") is not [""])"#),
            ("12:30", r#""12:30""#),
            ("http://x.y/z", r#""http://x.y/z""#),
            (r"C:\x", r#""C:\\x""#),
            ("std::io", r#""std::io""#),
            ("key: value", r#"("key:" & "value")"#),
            ("status=500", r#""status=500""#),
            ("connect() (a)", r#"("connect()" & "a")"#),
            ("(f(x) OR y)", r#"("f(x)" | "y")"#),
            ("ORDER or NOTE", r#"("ORDER" & "or" & "NOTE")"#),
            ("-/x/", "!/x/"),
            ("- a", r#"("-" & "a")"#),
        ];
        for (q, grouped) in cases {
            assert_eq!(show(&parse(q).unwrap().unwrap().0), grouped, "{q}");
        }
        assert!(parse("  ").unwrap().is_none());
    }

    #[test]
    fn faults_name_the_column_of_the_character() {
        let cases = [
            ("(a", 1),
            ("a)", 2),
            ("a OR", 5),
            ("\"abc", 1),
            ("x /ab", 3),
            ("/a/x", 4),
            ("/a(b/", 3),
            ("é /a[/", 3),
            ("level:loud", 7),
            ("size>big", 6),
            ("NOT", 4),
            ("()", 2),
            ("\"\"", 1),
        ];
        for (q, column) in cases {
            assert_eq!(parse(q).unwrap_err().column, Some(column), "{q}");
        }
    }

    #[test]
    fn costly_searches_are_refused() {
        let large = r"/\pL{16}K_I/ OR ";
        for q in [
            "a".repeat(1 << 20),
            r"/\w{1000}{1000}/".to_owned(),
            "(".repeat(5_000),
            "NOT ".repeat(2_000),
            "a ".repeat(MAX_TERMS + 1),
            "/a/ ".repeat(MAX_REGEXES + 1),
            format!("{}x", large.repeat(3)),
        ] {
            assert!(parse(&q).is_err(), "{q:.30}");
        }
        for q in ["a ".repeat(MAX_TERMS), "/a/ ".repeat(MAX_REGEXES), format!("{}x", large.repeat(2))] {
            assert!(parse(&q).is_ok(), "{q:.30}");
        }
    }
}

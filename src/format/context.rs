//! Builds the context of an entry, in which every name stands once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;

use crate::entry::Value;

use super::words;

/// The fields of a context.
pub(super) type Context<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

/// Above this many fields repeated names are found by hashing.
pub(super) const FEW_FIELDS: usize = 24;

/// Makes a field of a word: a number where it is one.
pub(super) fn field<'a>(name: &'a str, word: &'a str) -> (Cow<'a, str>, Value<'a>) {
    let value = if words::is_json_number(word) { Value::Json(word.into()) } else { Value::Text(word.into()) };
    (Cow::Borrowed(name), value)
}

/// Adds a field of a word, unless the word says that there is nothing.
pub(super) fn add<'a>(context: &mut Context<'a>, name: &'static str, word: &'a str) {
    if !matches!(word, "" | "-") {
        context.push(field(name, word));
    }
}

/// Leaves of fields of the same name the last, in the place of the first.
pub(super) fn unrepeat<N: Eq + Hash + Clone, V>(fields: &mut Vec<(N, V)>) {
    if fields.len() > FEW_FIELDS {
        return unrepeat_many(fields);
    }
    let mut index = 1;
    while index < fields.len() {
        let (before, after) = fields.split_at(index);
        match before.iter().position(|(name, _)| *name == after[0].0) {
            Some(place) => {
                let (_, value) = fields.remove(index);
                fields[place].1 = value;
            }
            None => index += 1,
        }
    }
}

fn unrepeat_many<N: Eq + Hash + Clone, V>(fields: &mut Vec<(N, V)>) {
    let mut places: HashMap<N, usize> = HashMap::with_capacity(fields.len());
    let mut kept: Vec<(N, V)> = Vec::with_capacity(fields.len());
    for (name, value) in fields.drain(..) {
        match places.get(&name) {
            Some(&place) => kept[place].1 = value,
            None => {
                places.insert(name.clone(), kept.len());
                kept.push((name, value));
            }
        }
    }
    *fields = kept;
}

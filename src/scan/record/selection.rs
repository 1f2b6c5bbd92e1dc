//! Writes the chosen fields of a context, nested as they were.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::{write_string, write_value as write_whole_value};
use crate::entry::{Entry, Value};

/// A context that holds only what was chosen.
enum Node<'a> {
    Leaf(&'a str),
    Text(&'a Value<'a>),
    Branch(BTreeMap<String, Node<'a>>),
}

/// Appends the fields at some paths as an object.
pub(super) fn write_context<'a>(out: &mut Vec<u8>, entry: &'a Entry<'a>, paths: &[&str]) {
    let mut root = BTreeMap::new();
    for path in paths {
        for (name, value) in &entry.context {
            match path.strip_prefix(name.as_ref()) {
                Some("") => drop(root.insert(name.to_string(), Node::Text(value))),
                Some(rest) => insert_below(&mut root, name, value, rest),
                None => {}
            }
        }
    }
    write_branch(out, &root);
}

/// Appends the value at one path, null where there is none.
pub(super) fn write_value(out: &mut Vec<u8>, entry: &Entry<'_>, path: &str) {
    let whole = entry.context.iter().find(|(name, _)| name == path);
    let below = || {
        entry.context.iter().find_map(|(name, value)| {
            let rest = path.strip_prefix(name.as_ref())?.strip_prefix('.')?;
            let Value::Json(json) = value else { return None };
            leaf_at(json, rest)
        })
    };
    match whole {
        Some((_, value)) => write_whole_value(out, value),
        None => out.extend_from_slice(below().unwrap_or("null").as_bytes()),
    }
}

fn insert_below<'a>(root: &mut BTreeMap<String, Node<'a>>, name: &str, value: &'a Value<'a>, rest: &str) {
    let (Some(path), Value::Json(json)) = (rest.strip_prefix('.'), value) else { return };
    let Some(leaf) = leaf_at(json, path) else { return };
    let mut node = root.entry(name.to_owned()).or_insert_with(|| Node::Branch(BTreeMap::new()));
    let mut steps = path.split('.').peekable();
    while let (Node::Branch(branch), Some(step)) = (node, steps.next()) {
        let end = steps.peek().is_none();
        let made = || if end { Node::Leaf(leaf) } else { Node::Branch(BTreeMap::new()) };
        node = branch.entry(step.to_owned()).or_insert_with(made);
    }
}

fn leaf_at<'a>(json: &'a str, path: &str) -> Option<&'a str> {
    let fields: BTreeMap<String, &'a RawValue> = serde_json::from_str(json).ok()?;
    if let Some(value) = fields.get(path) {
        return Some(value.get());
    }
    let (step, rest) = path.split_once('.')?;
    leaf_at(fields.get(step)?.get(), rest)
}

fn write_branch(out: &mut Vec<u8>, branch: &BTreeMap<String, Node<'_>>) {
    out.push(b'{');
    for (index, (name, node)) in branch.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_string(out, name);
        out.push(b':');
        match node {
            Node::Leaf(json) => out.extend_from_slice(json.as_bytes()),
            Node::Text(value) => write_whole_value(out, value),
            Node::Branch(below) => write_branch(out, below),
        }
    }
    out.push(b'}');
}

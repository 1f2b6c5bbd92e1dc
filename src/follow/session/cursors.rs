//! Cursors of a file that was rotated while it is followed: they name every file in which something may still come.

use std::sync::Arc;

use memchr::memmem;

use super::Place;
use crate::entry::{Cursor, Position};
use crate::scan::Records;

/// What stands before a record's cursor; within a JSON string its quotes would be escaped.
const KEY: &[u8] = b"\"cursor\":\"";

/// Returns where a session is in the files of one name.
pub(super) fn position(places: &[Place]) -> Option<Position> {
    let mut begun = begun(places);
    let newest = begun.next().or(places.first())?;
    let older = begun.map(Place::cursor).collect();
    Some(Position { at: newest.cursor(), seen: Some(newest.generation.since), older })
}

/// Returns the files of which something was read, newest first.
fn begun(places: &[Place]) -> impl Iterator<Item = &Place> {
    places.iter().rev().filter(|place| place.offset > 0)
}

/// Lets the cursors of records name the other files, too, in which the session is; the records stand in the file `at`.
pub(super) fn complete(records: Arc<Records>, places: &[Place], at: usize) -> Arc<Records> {
    let number = places[at].generation.number;
    let others: Vec<(bool, Cursor)> = begun(places)
        .filter(|place| place.generation.number != number)
        .map(|place| (place.generation.number > number, place.cursor()))
        .collect();
    if others.is_empty() {
        return records;
    }
    let newer: Vec<Cursor> = others.iter().filter(|(newer, _)| *newer).map(|(_, cursor)| *cursor).collect();
    let older: Vec<Cursor> = others.iter().filter(|(newer, _)| !newer).map(|(_, cursor)| *cursor).collect();
    let mut complete = Records { reached: records.reached, ..Records::default() };
    for record in records.iter() {
        write_complete(&mut complete.bytes, record, &newer, &older);
        complete.ends.push(complete.bytes.len());
    }
    Arc::new(complete)
}

fn write_complete(out: &mut Vec<u8>, record: &[u8], newer: &[Cursor], older: &[Cursor]) {
    let found = memmem::find(record, KEY).map(|key| key + KEY.len());
    let place = found.and_then(|start| Some((start, start + memchr::memchr(b'"', &record[start..])?)));
    let Some((start, end)) = place else { return out.extend_from_slice(record) };
    out.extend_from_slice(&record[..start]);
    let text = out.len();
    for cursor in newer {
        cursor.write(out);
        out.push(b'.');
    }
    out.extend_from_slice(&record[start..end]);
    Position::write_older(out, text, older);
    out.extend_from_slice(&record[end..]);
}

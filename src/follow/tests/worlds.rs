//! Worlds that have shown a fault.

use super::Event::{self, Begin, Cut, Finish, Look, Restart};
use super::acts::Act;

/// How many looks come between two steps, and what happens.
type World = (&'static [u8], Vec<Event>);

fn lines(lines: u8) -> Event {
    Begin(Act::Lines(lines))
}

fn half() -> Event {
    Begin(Act::Half)
}

fn rename(late: u8) -> Event {
    Begin(Act::Rename(late))
}

fn copy(during: u8, behind: u8) -> Event {
    Begin(Act::CopyTruncate(during, behind))
}

fn copy_over() -> Event {
    Begin(Act::CopyOver)
}

fn cut(lines: u8) -> Event {
    Begin(Act::Truncate(lines))
}

fn recreate() -> Event {
    Begin(Act::Recreate)
}

/// Returns these worlds.
pub(super) fn faulty() -> Vec<World> {
    vec![
        (&[9], vec![copy(1, 0), lines(1), recreate()]),
        (&[1, 32, 16, 12], vec![Look, lines(1), Restart, copy(0, 0), Look, Restart, lines(1)]),
        (&[17, 1, 3], vec![copy(0, 0), rename(0), Look, rename(1), cut(0), Restart, lines(1), rename(0), Cut]),
        (&[1], vec![lines(1), Finish, Look, cut(0), Restart, lines(1)]),
        (&[1], vec![half(), Cut, Look, cut(1)]),
        (&[1], vec![copy(1, 0), Restart, lines(1), copy_over(), lines(1)]),
        (&[2, 4, 28, 25, 1], vec![copy(1, 1), Begin(Act::Gzip), Cut, Restart]),
        (&[2, 4, 4, 3, 4, 3, 39], vec![lines(1), Restart, copy(0, 0), lines(1), lines(1), recreate(), lines(1), Look]),
        (&[4, 3, 3, 29, 35, 5, 15], vec![Look, copy(1, 0), Look, Look, Look, cut(0)]),
        (&[15, 2, 19, 1, 1], vec![lines(1), Finish, Look, Cut, cut(1), Finish, copy(0, 0), Look, lines(1)]),
        (&[8, 4, 3, 22], vec![half(), cut(0), Look, Look, Look, Look, Look]),
        (&[20, 18, 7, 5, 4, 2, 34], vec![copy(1, 0), Look, lines(1), Cut, Finish, copy_over(), Look]),
        (&[2, 16, 2, 11, 4, 6, 1], vec![Cut, Look, lines(1), Finish, cut(1), Look]),
        (&[7, 6], vec![lines(1), Look, Look, Look, Cut, copy(0, 0), copy(1, 0), Look, Finish, copy(1, 0), Look]),
        (&[36, 29, 1, 2, 1, 5, 36], vec![Cut, Cut, copy(1, 1), Cut, Look]),
        (&[5], vec![Cut, lines(1), copy(0, 0), copy(1, 0), Look]),
        (&[1], vec![Restart, rename(1), Finish, Look, copy(1, 0), lines(1), lines(1), Cut, lines(1)]),
    ]
}

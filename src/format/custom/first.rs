//! Finds the bytes with which a match of an expression can begin, so that other lines are not tried.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Returns for each byte whether a match can begin with it.
pub(super) fn bytes(pattern: &str) -> Box<[bool; 256]> {
    let mut first = Box::new([false; 256]);
    let known = regex_syntax::parse(pattern).is_ok_and(|hir| add(&hir, &mut first));
    if known { first } else { Box::new([true; 256]) }
}

/// Adds the first bytes of the matches of an expression; `false` where it may match nothing, and so begin with what follows it.
fn add(hir: &Hir, first: &mut [bool; 256]) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => literal.0.first().is_some_and(|byte| {
            first[usize::from(*byte)] = true;
            true
        }),
        HirKind::Class(class) => {
            add_class(class, first);
            true
        }
        HirKind::Repetition(repetition) => add(&repetition.sub, first) && repetition.min > 0,
        HirKind::Capture(capture) => add(&capture.sub, first),
        HirKind::Concat(parts) => parts.iter().any(|part| add(part, first)),
        // Every alternative adds its own, also behind one that may be empty.
        HirKind::Alternation(parts) => parts.iter().filter(|part| !add(part, first)).count() == 0,
    }
}

fn add_class(class: &Class, first: &mut [bool; 256]) {
    let mut mark = |from: u32, to: u32| {
        for (byte, marked) in (0..).zip(first.iter_mut()) {
            // Letters beyond ASCII begin with any byte beyond it.
            *marked |= if byte < 0x80 { (from..=to).contains(&byte) } else { to >= 0x80 };
        }
    };
    match class {
        Class::Unicode(class) => class.iter().for_each(|range| mark(range.start().into(), range.end().into())),
        Class::Bytes(class) => class.iter().for_each(|range| mark(range.start().into(), range.end().into())),
    }
}

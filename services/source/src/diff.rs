//! Unified diffs that `git apply` accepts: `a/` and `b/` prefixes, bytes as they are (CRLF and files that
//! are not UTF-8 included), `\ No newline at end of file` where there is none.

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

/// Lines of context around a change, as git has it.
const CONTEXT: usize = 3;

/// One file before and after.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// Relative to the tree, with `/`.
    pub path: &'a str,
    /// The file as pushed.
    pub old: &'a [u8],
    /// The file as it is to be.
    pub new: &'a [u8],
}

/// The diff of all changes, in the order given; a file that did not change gives nothing.
#[must_use]
pub fn unified<'a>(changes: impl IntoIterator<Item = Change<'a>>) -> Vec<u8> {
    let mut out = Vec::new();
    for change in changes {
        if change.old != change.new {
            write_file(&mut out, &change);
        }
    }
    out
}

fn write_file(out: &mut Vec<u8>, change: &Change<'_>) {
    let (a, b) = (quoted("a/", change.path), quoted("b/", change.path));
    // git ends a name that has a space with a tab, so that other tools do not take the rest for a time.
    let end = if change.path.contains(' ') { "\t" } else { "" };
    out.extend(format!("diff --git {a} {b}\n--- {a}{end}\n+++ {b}{end}\n").into_bytes());
    let (old, new) = (lines(change.old), lines(change.new));
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    for hunk in group_diff_ops(ops, CONTEXT) {
        write_hunk(out, &hunk, &old, &new);
    }
}

/// Lines with their ends. Only `\n` ends a line: git does not split at `\r`.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

fn write_hunk(out: &mut Vec<u8>, ops: &[DiffOp], old: &[&[u8]], new: &[&[u8]]) {
    let (Some(first), Some(last)) = (ops.first(), ops.last()) else { return };
    let from = span(first.old_range().start, last.old_range().end);
    let to = span(first.new_range().start, last.new_range().end);
    out.extend(format!("@@ -{from} +{to} @@\n").into_bytes());
    for op in ops {
        if op.tag() == DiffTag::Equal {
            write_lines(out, b' ', &old[op.old_range()]);
        } else {
            write_lines(out, b'-', &old[op.old_range()]);
            write_lines(out, b'+', &new[op.new_range()]);
        }
    }
}

/// `start,length` as unified diffs count: from 1, but from 0 for an empty range; a length of 1 is left out.
fn span(start: usize, end: usize) -> String {
    match end - start {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        length => format!("{},{length}", start + 1),
    }
}

fn write_lines(out: &mut Vec<u8>, sign: u8, lines: &[&[u8]]) {
    for line in lines {
        out.push(sign);
        out.extend_from_slice(line);
        if !line.ends_with(b"\n") {
            out.extend_from_slice(b"\n\\ No newline at end of file\n");
        }
    }
}

/// A path as git writes it: C-quoted where it has a quote, a backslash or a control character.
fn quoted(prefix: &str, path: &str) -> String {
    let plain = |c: char| !c.is_control() && c != '"' && c != '\\';
    if path.chars().all(plain) {
        return format!("{prefix}{path}");
    }
    let mut text = format!("\"{prefix}");
    for c in path.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            c if c.is_control() => text.push_str(&format!("\\{:03o}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
#[path = "diff/tests.rs"]
mod tests;

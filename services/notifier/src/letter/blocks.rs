//! The parts of a body, and texts made fit for one.

/// A part of a body. Its texts are already clean: see [`one_line`] and [`many_lines`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Sentences.
    Paragraph(String),
    /// Names and what they stand for.
    Facts(Vec<(&'static str, String)>),
    /// A heading and a table under it; the last column takes what room is left.
    Table {
        /// Heading.
        title: String,
        /// Names of the columns.
        head: Vec<String>,
        /// The cells.
        rows: Vec<Vec<String>>,
    },
    /// A heading and points under it.
    List {
        /// Heading.
        title: String,
        /// The points.
        points: Vec<String>,
    },
    /// A heading and text under it that stays as it is.
    Verbatim {
        /// Heading.
        title: String,
        /// The text.
        text: String,
    },
    /// Commands, each with what it does.
    Commands(Vec<(String, &'static str)>),
}

/// Foreign text as one line of at most `most` characters: nothing in it can begin a header or a paragraph.
pub(crate) fn one_line(text: &str, most: usize) -> String {
    let plain = without_escapes(text);
    let spaced: String =
        plain.chars().map(|c| if c.is_control() || is_invisible(c) { ' ' } else { c }).collect();
    let words: Vec<_> = spaced.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let kept: String = line.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Foreign text over several lines, without what moves a terminal's cursor.
pub(crate) fn many_lines(text: &str) -> String {
    let plain = without_escapes(text).replace("\r\n", "\n");
    let kept = |c: &char| matches!(c, '\n' | '\t') || !(c.is_control() || is_invisible(*c));
    plain.chars().filter(kept).collect::<String>().trim_end().to_owned()
}

/// Marks that reorder or hide what follows.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Drops terminal colours: a traceback may have them.
fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let end = after.find(|c: char| !matches!(c, '0'..='9' | ';' | '?'));
        rest = match end {
            Some(end) => &after[end + after[end..].chars().next().map_or(0, char::len_utf8)..],
            None => "",
        };
    }
    plain.push_str(rest);
    plain
}

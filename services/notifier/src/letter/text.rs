//! The body as plain text.

use std::fmt::Write as _;

use super::blocks::Block;

/// Writes the blocks, an empty line between them.
pub(super) fn write(blocks: &[Block]) -> String {
    let parts: Vec<_> = blocks.iter().map(block).collect();
    format!("{}\n", parts.join("\n"))
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(text) => format!("{text}\n"),
        Block::Facts(facts) => {
            let width = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
            lines(facts.iter().map(|(name, text)| format!("{name:width$}  {text}")))
        }
        Block::Table { title, head, rows } => format!("{title}\n\n{}", table(head, rows)),
        Block::List { title, points } => {
            format!("{title}\n\n{}", lines(points.iter().map(|point| format!("- {point}"))))
        }
        Block::Verbatim { title, text } => format!("{title}\n\n{text}\n"),
        Block::Commands(commands) => {
            let width = commands.iter().map(|(command, _)| command.chars().count()).max().unwrap_or_default();
            let line = |(command, what): &(String, &str)| format!("  {command:width$}  {what}");
            format!("What to do next\n\n{}", lines(commands.iter().map(line)))
        }
    }
}

fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let all = || std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
    let widths: Vec<_> = (0..head.len())
        .map(|column| all().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max())
        .map(Option::unwrap_or_default)
        .collect();
    lines(all().map(|row| {
        let mut line = String::new();
        for (index, (cell, width)) in row.iter().zip(&widths).enumerate() {
            // Numbers are read from the right, words from the left.
            let _ = if index + 1 < head.len() {
                write!(line, "{cell:>width$}  ")
            } else {
                write!(line, "{cell}")
            };
        }
        line
    }))
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.fold(String::new(), |text, line| text + line.trim_end() + "\n")
}

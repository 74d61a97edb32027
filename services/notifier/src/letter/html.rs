//! The body as HTML: every foreign text is escaped in one place, and nothing is loaded from elsewhere.

use super::blocks::Block;

const STYLE: &str = "body{font:15px/1.45 system-ui,sans-serif;color:#1c2024;max-width:48rem}\
table{border-collapse:collapse}td,th{padding:2px 12px 2px 0;text-align:left;vertical-align:top}\
pre{background:#f4f5f7;padding:10px;overflow-x:auto;font-size:13px}code{font-size:13px}";

/// Writes a page of the blocks.
pub(super) fn write(title: &str, blocks: &[Block]) -> String {
    let body: String = blocks.iter().map(block).collect();
    format!(
        "<!doctype html>\n<html><head><meta charset=\"utf-8\"><title>{}</title>\n<style>{STYLE}</style></head>\n\
         <body>\n{body}</body></html>\n",
        escape(title)
    )
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(text) => format!("<p>{}</p>\n", escape(text)),
        Block::Facts(facts) => {
            let row =
                |(name, text): &(&str, String)| row("th", &[escape(name)]) + &row("td", &[escape(text)]);
            let rows: String = facts.iter().map(|fact| format!("<tr>{}</tr>\n", row(fact))).collect();
            format!("<table>\n{rows}</table>\n")
        }
        Block::Table { title, head, rows } => {
            let cells = |kind: &str, cells: &[String]| {
                let escaped: Vec<_> = cells.iter().map(|cell| escape(cell)).collect();
                format!("<tr>{}</tr>\n", row(kind, &escaped))
            };
            let body: String = rows.iter().map(|row| cells("td", row)).collect();
            format!("<h3>{}</h3>\n<table>\n{}{body}</table>\n", escape(title), cells("th", head))
        }
        Block::List { title, points } => {
            let points: String = points.iter().map(|point| format!("<li>{}</li>\n", escape(point))).collect();
            format!("<h3>{}</h3>\n<ul>\n{points}</ul>\n", escape(title))
        }
        Block::Verbatim { title, text } => {
            format!("<h3>{}</h3>\n<pre>{}</pre>\n", escape(title), escape(text))
        }
        Block::Commands(commands) => {
            let row = |(command, what): &(String, &str)| {
                row("td", &[format!("<code>{}</code>", escape(command)), escape(what)])
            };
            let rows: String =
                commands.iter().map(|command| format!("<tr>{}</tr>\n", row(command))).collect();
            format!("<h3>What to do next</h3>\n<table>\n{rows}</table>\n")
        }
    }
}

fn row(kind: &str, cells: &[String]) -> String {
    cells.iter().map(|cell| format!("<{kind}>{cell}</{kind}>")).collect()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

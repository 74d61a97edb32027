//! Notebooks as scripts: code cells in order, each line on a line of its own.

use serde_json::Value;

/// The code of a notebook; none when it is none, or not one of Python.
pub(crate) fn code(text: &str) -> Option<String> {
    let notebook: Value = serde_json::from_str(text).ok()?;
    let language = notebook
        .pointer("/metadata/kernelspec/language")
        .or_else(|| notebook.pointer("/metadata/language_info/name"));
    if language
        .and_then(Value::as_str)
        .is_some_and(|language| !language.to_ascii_lowercase().starts_with("python"))
    {
        return None;
    }
    let is_code = |cell: &&Value| cell.get("cell_type").and_then(Value::as_str) == Some("code");
    let cells = cells(&notebook)?.into_iter().filter(is_code);
    // The third version called a code cell's text its input.
    let sources = cells.filter_map(|cell| source(cell.get("source").or_else(|| cell.get("input"))?));
    Some(sources.map(|cell| plain(&cell)).collect::<Vec<_>>().join("\n"))
}

fn cells(notebook: &Value) -> Option<Vec<&Value>> {
    if let Some(cells) = notebook.get("cells").and_then(Value::as_array) {
        return Some(cells.iter().collect());
    }
    // Up to the third version, cells were in worksheets.
    let sheets = notebook.get("worksheets")?.as_array()?;
    Some(sheets.iter().filter_map(|sheet| sheet.get("cells")?.as_array()).flatten().collect())
}

fn source(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(lines) => Some(lines.iter().filter_map(Value::as_str).collect()),
        _ => None,
    }
}

/// Magics of whole cells that run the cell's Python; all others are for something else.
const OF_PYTHON: &[&str] = &["%%time", "%%timeit", "%%capture", "%%prun"];

/// A cell whose magic is for another language becomes comments, so that the others keep their numbers. Magics
/// of a line are the parser's.
fn plain(cell: &str) -> String {
    let Some(first) = cell.lines().find(|line| !line.trim().is_empty()) else { return cell.to_owned() };
    let magic = first.split_whitespace().next().unwrap_or_default();
    if !magic.starts_with("%%") {
        return cell.to_owned();
    }
    let comments = |line: &str| format!("# {line}");
    if OF_PYTHON.contains(&magic) {
        return cell.replacen(first, &comments(first), 1);
    }
    cell.lines().map(comments).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_cells_become_a_script() {
        let text = r##"{"cells": [
            {"cell_type": "markdown", "source": "# Title"},
            {"cell_type": "code", "source": ["!pip install x\n", "import sklearn\n"]},
            {"cell_type": "code", "source": "%%bash\nls"},
            {"cell_type": "code", "source": "%%time\nmodel.fit(X, y)"}]}"##;
        let expected = "!pip install x\nimport sklearn\n\n# %%bash\n# ls\n# %%time\nmodel.fit(X, y)";
        assert_eq!(code(text).as_deref(), Some(expected));
    }

    #[test]
    fn what_is_no_notebook_of_python_is_none() {
        assert_eq!(code("{}"), None);
        assert_eq!(code("[["), None);
        assert_eq!(code(r#"{"metadata": {"kernelspec": {"language": "R"}}, "cells": []}"#), None);
    }

    #[test]
    fn old_notebooks_have_worksheets() {
        let text = r#"{"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}]}"#;
        assert_eq!(code(text).as_deref(), Some("x = 1"));
    }
}

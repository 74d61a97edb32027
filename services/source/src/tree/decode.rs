//! Bytes as text, in the encodings that source comes in.

use std::borrow::Cow;

use encoding_rs::Encoding;

/// The text, or none where the bytes are no text.
pub(super) fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    // Windows tools write lists of requirements so.
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, malformed) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return (!malformed && !text.contains('\0')).then_some(text);
    }
    if bytes.contains(&0) {
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(Cow::Borrowed(text)),
        Err(_) => Some(declared(bytes).unwrap_or_else(|| latin1(bytes))),
    }
}

/// The text in the encoding that one of the first two lines declares, as PEP 263 has it.
fn declared(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let label = bytes.split(|byte| *byte == b'\n').take(2).find_map(coding)?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    (!malformed).then_some(text)
}

/// `latin-1` of `# -*- coding: latin-1 -*-`.
fn coding(line: &[u8]) -> Option<String> {
    let line = latin1(line);
    let comment = line.trim_start().strip_prefix('#')?;
    let value = comment.split_once("coding")?.1.strip_prefix([':', '='])?.trim_start();
    let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)).unwrap_or(value.len());
    // Python's names have underscores where the web's, which the decoder knows, have hyphens.
    Some(value[..end].to_ascii_lowercase().replace('_', "-"))
}

fn latin1(bytes: &[u8]) -> Cow<'_, str> {
    Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect())
}

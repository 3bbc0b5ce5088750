//! What a file is, by its content alone.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use encoding_rs::{EUC_KR, UTF_8};

/// How much of a file's beginning is looked at.
const HEAD: u64 = 64 << 10;
const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// What every HWP 5 file says in its header, uncompressed.
const HWP: &[u8] = b"HWP Document File";
/// A HWPX is a ZIP whose first entry is this, stored.
const HWPX: &[u8] = b"mimetypeapplication/hwp+zip";
const OFFICE: &str = "application/vnd.openxmlformats-officedocument.";

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// JPEG or PNG: written anew.
    Picture,
    /// MP4 or MOV, with its content type: what it tells besides is blanked.
    Movie(&'static str),
    /// Taken as it is, with its content type.
    AsIs(&'static str),
}

/// What the file is; none for what is not taken.
pub(super) fn find(file: &mut File) -> std::io::Result<Option<Content>> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    if head.starts_with(OLE) {
        return ole(file).map(Some);
    }
    if head.starts_with(b"PK\x03\x04") && head.get(30..57) == Some(HWPX) {
        return Ok(Some(Content::AsIs("application/hwp+zip")));
    }
    let Some(found) = infer::get(&head) else {
        return Ok(is_text(file, &head)?.then_some(Content::AsIs("text/plain")));
    };
    Ok(Some(match found.mime_type() {
        "image/jpeg" | "image/png" => Content::Picture,
        "video/mp4" | "video/x-m4v" => Content::Movie("video/mp4"),
        "video/quicktime" => Content::Movie("video/quicktime"),
        "video/webm" => Content::AsIs("video/webm"),
        "application/pdf" => Content::AsIs("application/pdf"),
        "application/zip" => Content::AsIs("application/zip"),
        office if office.starts_with(OFFICE) => Content::AsIs(office),
        _ => return Ok(None),
    }))
}

/// Which program's an OLE file is.
fn ole(file: &mut File) -> std::io::Result<Content> {
    let utf16 =
        |name: &str| -> Vec<u8> { name.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    // Names of streams that only these programs write.
    let signs = [
        (HWP.to_vec(), "application/x-hwp"),
        (utf16("WordDocument"), "application/msword"),
        (utf16("Workbook"), "application/vnd.ms-excel"),
        (
            utf16("PowerPoint Document"),
            "application/vnd.ms-powerpoint",
        ),
    ];
    let longest = signs.iter().map(|(sign, _)| sign.len()).max().unwrap_or(1);
    file.seek(SeekFrom::Start(0))?;
    let mut window = Vec::new();
    loop {
        let passed = window.len().saturating_sub(longest - 1);
        window.drain(..passed);
        if file.by_ref().take(1 << 20).read_to_end(&mut window)? == 0 {
            return Ok(Content::AsIs("application/x-ole-storage"));
        }
        let found = |sign: &[u8]| memchr::memmem::find(&window, sign).is_some();
        if let Some((_, kind)) = signs.iter().find(|(sign, _)| found(sign)) {
            return Ok(Content::AsIs(kind));
        }
    }
}

/// Whether the file is plain text, in UTF-8 or in what Korean programs write, and nothing that a
/// browser or a system would run.
fn is_text(file: &mut File, head: &[u8]) -> std::io::Result<bool> {
    let start = head.trim_ascii_start();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    if start.trim_ascii_start().starts_with(b"<") || start.starts_with(b"#!") || start.is_empty() {
        return Ok(false);
    }
    let decodes = |encoding: &'static encoding_rs::Encoding| {
        let mut text = String::with_capacity(head.len() * 3 + 16);
        let last = (head.len() as u64) < HEAD;
        let (_, _, malformed) = encoding
            .new_decoder_with_bom_removal()
            .decode_to_string(head, &mut text, last);
        !malformed
    };
    if !decodes(UTF_8) && !decodes(EUC_KR) {
        return Ok(false);
    }
    // No control besides those of text, anywhere.
    file.seek(SeekFrom::Start(0))?;
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(true);
        }
        let control = |byte: &u8| *byte < 32 && !matches!(byte, b'\t' | b'\r' | b'\n' | 0x0c);
        if buffer[..read].iter().any(control) {
            return Ok(false);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn found(bytes: &[u8]) -> Option<Content> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        find(&mut file).unwrap()
    }

    fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        for (name, content) in entries {
            writer.start_file(*name, stored).unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn what_members_need_is_known_by_its_content() {
        let hwpx = zip(&[("mimetype", "application/hwp+zip"), ("a.xml", "<a/>")]);
        assert_eq!(found(&hwpx), Some(Content::AsIs("application/hwp+zip")));
        let plain = zip(&[("a.txt", "x")]);
        assert_eq!(found(&plain), Some(Content::AsIs("application/zip")));
        let mut hwp = OLE.to_vec();
        hwp.resize(70_000, 0);
        let unknown = Some(Content::AsIs("application/x-ole-storage"));
        assert_eq!(found(&hwp), unknown);
        hwp.extend(HWP);
        assert_eq!(found(&hwp), Some(Content::AsIs("application/x-hwp")));
        assert_eq!(
            found(b"%PDF-1.7\n<script>alert(1)</script>"),
            Some(Content::AsIs("application/pdf"))
        );
        assert_eq!(
            found(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"),
            Some(Content::Movie("video/mp4"))
        );
        let text = Some(Content::AsIs("text/plain"));
        assert_eq!(found("회사명,전화\n한빛전기,\n".as_bytes()), text);
        assert_eq!(found(&EUC_KR.encode("회사명,전화\r\n").0), text);
        assert_eq!(found("가".repeat(40_000).as_bytes()), text);
        let xlsx = rust_xlsxwriter::Workbook::new()
            .add_worksheet_and_save()
            .unwrap();
        assert_eq!(
            found(&xlsx),
            Some(Content::AsIs(
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            ))
        );
    }

    trait Saved {
        fn add_worksheet_and_save(self) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError>;
    }

    impl Saved for rust_xlsxwriter::Workbook {
        fn add_worksheet_and_save(mut self) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
            self.add_worksheet();
            self.save_to_buffer()
        }
    }

    #[test]
    fn what_could_run_is_not_taken() {
        for bytes in [
            &b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"[..],
            b"  \n<?xml version='1.0'?><svg/>",
            b"\xef\xbb\xbf <html><script>",
            b"<!DOCTYPE html>",
            b"#!/bin/sh\nrm -rf /",
            b"MZ\x90\0",
            b"\x7fELF\x02",
            b"GIF89a/*=1;alert(1)//",
            b"\0\0\0\x1cftypheic\0\0\0\0mif1heic",
            b"",
            b"   ",
            b"text with \0 in it",
        ] {
            assert_eq!(found(bytes), None, "{}", String::from_utf8_lossy(bytes));
        }
    }
}

//! Reads JSON inside of IDL: values of annotations, and defaults.

use super::number;
use super::reader::{IdlReader, IdlResult};
use super::token::TokenKind;
use crate::schema::json_text::JsonKind;
use crate::schema::source::Span;

impl<'t> IdlReader<'t> {
    /// Puts the JSON value that has to be next.
    pub(super) fn json(&mut self) -> IdlResult {
        const EXPECTED: &str = "a JSON value";
        match self.token.kind {
            TokenKind::Text => self.put_text(),
            TokenKind::Integer => self.put_integer(),
            TokenKind::Float => {
                self.put_float();
                Ok(())
            }
            TokenKind::Sign(b'{') => self.inside(2, IdlReader::json_object),
            TokenKind::Sign(b'[') => self.inside(1, IdlReader::json_array),
            TokenKind::Identifier => {
                let kind = match self.word() {
                    Some("true") => JsonKind::True,
                    Some("false") => JsonKind::False,
                    Some("null") => JsonKind::Null,
                    _ => return self.expected("a JSON value (a text has quotes)"),
                };
                let span = self.advance();
                self.tree.scalar(kind, span);
                Ok(())
            }
            TokenKind::Sign(_) | TokenKind::End | TokenKind::Wrong(_) => self.expected(EXPECTED),
        }
    }

    fn json_object(&mut self) -> IdlResult {
        let (mark, start) = (self.tree.mark(), self.advance().start);
        if !self.is_sign(b'}') {
            loop {
                if self.token.kind != TokenKind::Text {
                    return self.expected("the name of a property, in quotes");
                }
                self.put_text()?;
                self.sign(b':', "a colon after the name of the property")?;
                self.json()?;
                if self.skip_sign(b',').is_none() {
                    break;
                }
            }
        }
        let end = self.sign(b'}', "a comma or the } of this object")?.end;
        self.tree.close(JsonKind::Object, mark, Span { start, end });
        Ok(())
    }

    fn json_array(&mut self) -> IdlResult {
        let (mark, start) = (self.tree.mark(), self.advance().start);
        if !self.is_sign(b']') {
            loop {
                self.json()?;
                if self.skip_sign(b',').is_none() {
                    break;
                }
            }
        }
        let end = self.sign(b']', "a comma or the ] of this array")?.end;
        self.tree.close(JsonKind::Array, mark, Span { start, end });
        Ok(())
    }

    /// Puts a text in quotes.
    fn put_text(&mut self) -> IdlResult {
        let span = self.token.span;
        if self.slice(span).contains('\\') {
            let said = self.unescape(span)?;
            self.tree.text(said, span);
        } else {
            self.tree.scalar(JsonKind::String, span);
        }
        self.advance();
        Ok(())
    }

    /// Puts a whole number.
    pub(super) fn put_integer(&mut self) -> IdlResult {
        let span = self.token.span;
        let written = self.slice(span);
        let Some(number) = number::whole(written) else {
            return self.wrong("a whole number has 64 bits at the most", span);
        };
        if number::is_json(written) {
            self.tree.scalar(JsonKind::Number, span);
        } else {
            self.tree.number(number.to_string(), span);
        }
        self.advance();
        Ok(())
    }

    /// Puts a number with a point or an exponent. JSON has no infinity: there it is a text, as Java writes it.
    fn put_float(&mut self) {
        let span = self.token.span;
        let written = self.slice(span);
        if number::is_json(written) {
            self.tree.scalar(JsonKind::Number, span);
        } else {
            let number = number::double(written);
            match number {
                f64::INFINITY => self.tree.text("Infinity", span),
                f64::NEG_INFINITY => self.tree.text("-Infinity", span),
                _ if number.is_nan() => self.tree.text("NaN", span),
                _ => self.tree.number(format!("{number:?}"), span),
            }
        }
        self.advance();
    }

    /// What the text says that has to be next, and its place.
    pub(super) fn text(&mut self, expected: &str) -> IdlResult<(String, Span)> {
        if self.token.kind != TokenKind::Text {
            return self.expected(expected);
        }
        let said = self.unescape(self.token.span)?;
        Ok((said, self.advance()))
    }
}

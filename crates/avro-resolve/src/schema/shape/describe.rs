//! Describes a type in a few words.

use super::shapes::{Form, ShapeId, Shapes};
use crate::schema::logical::LogicalType;

impl Shapes {
    /// The shape in a few words: `string`, `long timestamp-millis`, `record Order`, `[null, string]`.
    pub fn describe(&self, id: ShapeId) -> String {
        let shape = self.get(id);
        let mut text = match &shape.form {
            Form::Union(branches) => {
                const MOST: usize = 12;
                let mut words: Vec<String> =
                    branches.iter().take(MOST).map(|&branch| self.describe_part(branch)).collect();
                if branches.len() > MOST {
                    words.push(format!("{} more", branches.len() - MOST));
                }
                format!("[{}]", words.join(", "))
            }
            Form::Array(items) => format!("array of {}", self.describe_part(*items)),
            Form::Map(values) => format!("map of {}", self.describe_part(*values)),
            Form::Primitive(_) | Form::Record(_) | Form::Enum(_) | Form::Fixed(_) => match shape.name() {
                Some(name) => format!("{} {name}", shape.type_name()),
                None => shape.type_name().to_owned(),
            },
        };
        match shape.logical {
            Some(LogicalType::Decimal { precision, scale }) => {
                text.push_str(&format!(" decimal({precision}, {scale})"))
            }
            Some(logical) => text.push_str(&format!(" {}", logical.name())),
            None => {}
        }
        text
    }

    /// The same for a part: a union or container inside is only named.
    fn describe_part(&self, id: ShapeId) -> String {
        let shape = self.get(id);
        match &shape.form {
            Form::Union(_) | Form::Array(_) | Form::Map(_) => shape.type_name().to_owned(),
            Form::Primitive(_) | Form::Record(_) | Form::Enum(_) | Form::Fixed(_) => match shape.name() {
                Some(name) => name.short().to_owned(),
                None => shape.type_name().to_owned(),
            },
        }
    }
}

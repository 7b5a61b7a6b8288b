//! Parses protocols (specification: Protocol Declaration), as JSON and as what an IDL file stands for.

use smol_str::SmolStr;

use super::{Parser, Syntax, all, wrong};
use crate::schema::fault::FaultKind;
use crate::schema::json_text::{JsonObject, JsonProperty, JsonValue};
use crate::schema::model::*;
use crate::schema::name::Name;

impl<'t> Parser<'t> {
    /// All types and messages of a protocol, or of an IDL file without one; all are tried, so that every fault is found.
    pub(super) fn protocol(&mut self, root: JsonValue<'t>) -> Option<NodeId> {
        let is_protocol = |object: &JsonObject<'_>| self.syntax == Syntax::Idl || object.get("protocol").is_some();
        let Some(object) = root.as_object().filter(is_protocol) else {
            return self.fault(FaultKind::NotAProtocol, root.span());
        };
        let text = |name: &str| object.get(name).and_then(JsonValue::as_str);
        let own = text("namespace").unwrap_or_default();
        let name = text("protocol").map(|name| Name::new(name, own));
        let namespace = name.as_ref().map_or(own, Name::namespace).to_owned();
        let main = object.get("schema").filter(|_| self.syntax == Syntax::Idl).map(|schema| {
            let step = self.top(Part::Top(TopPart::Main));
            self.schema(schema, &namespace, step)
        });
        let types = self.types(object, &namespace);
        let messages = self.messages(object, &namespace);
        if let Some(doc) = object.get("doc").filter(|doc| doc.as_str().is_none()) {
            self.note(FaultKind::DocNotText, doc.span());
        }
        self.messages = messages?;
        types?;
        let first = self.nodes.first().map(|_| 0);
        let main = main.map_or(Some(None), |main| main.map(Some))?;
        main.or(first).or_else(|| {
            let step = self.top(Part::Root);
            Some(self.push(Type::Primitive(Primitive::Null), root.span(), step))
        })
    }

    /// The step to a type that no other one is around.
    fn top(&self, part: Part) -> NodeStep {
        NodeStep { parent: self.nodes.len() as NodeId, part, wrappers: 0 }
    }

    fn types(&mut self, protocol: JsonObject<'t>, namespace: &str) -> Option<()> {
        let Some(types) = protocol.get("types") else { return Some(()) };
        let Some(types) = types.as_array() else {
            return self.fault(wrong("types", "an array of types"), types.span());
        };
        all(types, |index, ty| {
            let step = self.top(Part::Top(TopPart::Type(index)));
            self.schema(ty, namespace, step)
        })?;
        Some(())
    }

    fn messages(&mut self, protocol: JsonObject<'t>, namespace: &str) -> Option<Box<[Message]>> {
        let Some(messages) = protocol.get("messages") else { return Some(Box::default()) };
        let Some(messages) = messages.as_object() else {
            return self.fault(wrong("messages", "an object with a message for each name"), messages.span());
        };
        let mut made = Vec::with_capacity(messages.iter().len());
        for (index, property) in (0..).zip(messages.iter()) {
            made.extend(self.message(index, property, namespace));
            let is_repeated = messages.property(property.name).is_some_and(|last| last.name_span != property.name_span);
            if is_repeated {
                let attribute = property.name.to_owned();
                self.note(FaultKind::DuplicateAttribute { attribute }, property.name_span);
            }
        }
        (made.len() == messages.iter().len()).then(|| made.into())
    }

    fn message(&mut self, index: u32, property: JsonProperty<'t>, namespace: &str) -> Option<Message> {
        let JsonProperty { name, name_span, value } = property;
        let Some(object) = value.as_object() else {
            return self.fault(wrong("messages", "an object with an object for each message"), value.span());
        };
        let missing = |attribute| {
            let of = format!("the message \"{name}\"");
            FaultKind::MissingAttribute { of, attribute, written: None }
        };
        let is_one_way = object.get("one-way").is_some_and(|value| value.as_bool() == Some(true));
        let Some(request) = object.get("request") else { return self.fault(missing("request"), name_span) };
        let request = self.fields(request, namespace, |parser, parameter| {
            parser.top(Part::Top(TopPart::Parameter { message: index, parameter }))
        });
        let response = match object.get("response") {
            Some(response) => {
                let step = self.top(Part::Top(TopPart::Response(index)));
                self.schema(response, namespace, step)
            }
            None if is_one_way => {
                let step = self.top(Part::Top(TopPart::Response(index)));
                Some(self.push(Type::Primitive(Primitive::Null), name_span, step))
            }
            None => self.fault(missing("response"), name_span),
        };
        let errors = match object.get("errors") {
            None => Some(Box::default()),
            Some(errors) => match errors.as_array() {
                None => self.fault(wrong("errors", "an array of errors"), errors.span()),
                Some(errors) => all(errors, |error, value| {
                    let step = self.top(Part::Top(TopPart::Error { message: index, error }));
                    self.schema(value, namespace, step)
                }),
            },
        };
        errors.iter().for_each(|errors| self.check_union(errors));
        let doc = object.get("doc").map(JsonValue::span);
        let (span, name) = (property.value.span(), SmolStr::new(name));
        Some(Message {
            name,
            name_span,
            span,
            doc,
            request: request?,
            response: response?,
            errors: errors?,
            is_one_way,
        })
    }
}

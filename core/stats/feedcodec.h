// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/global.h"
#include "core/protocol/messages.h"
#include "core/protocol/result.h"
#include "core/stats/feed.h"

// The sections of Snapshot and Delta: u8 topic, u32 length, body. A section stands alone, so that
// it is written once for all who watch its topic. resources/docs/protocol.md has the layout.
namespace Amp::Feed {

// Appends the section of one topic, also when it has no rows.
AMP_CORE_EXPORT void writeSection(QByteArray &out, Topic topic, const Update &update);
// Appends the sections of all topics that the update names.
AMP_CORE_EXPORT void writeSections(QByteArray &out, const Update &update);

// Error: ProtocolError, a sentence that names the topic that cannot be read. What a peer claims
// allocates no more than a small multiple of what it has sent. Unknown topics are left out.
AMP_CORE_EXPORT Amp::Result<Update> decode(const Wire::Snapshot &snapshot);
AMP_CORE_EXPORT Amp::Result<Update> decode(const Wire::Delta &delta);

} // namespace Amp::Feed

// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/sources/demosetup.h"

namespace Amp::Demo {

namespace {

constexpr DemoPool poolTable[] = {
    {"native", "libcore_procs.so", 4, 3'070, 41},
    {"media", "--binary media-worker", 8, 0.27, 410},
    {"python", "render.py", 52, 2.4, 115},
};

constexpr DemoPool idlePoolTable[] = {{"python", "procedures.py", 4, 0, 11}};

constexpr ErrorCode threw = ErrorCode::ProcedureFailed;

constexpr DemoProcedure procedureTable[] = {
    {"Invoice::render", "render(order: int, locale: str) -> bytes", "Renders an invoice as PDF.",
     pythonPool, 58.5, 410, 0.35, 0.0009, threw, "order 48,113 has no lines", 10'240, 49'152},
    {"pdf_text", "pdf_text(document: bytes) -> str", "The text of a PDF.", pythonPool, 11.5, 700,
     0.3, 0.0054, ErrorCode::TimedOut, "ran 30 s, its time-out", 181'000, 8'400},
    {"Mailer::send", "send(to: str, subject: str, body: str) -> bool", "Sends a message.",
     pythonPool, 20.1, 290, 0.2, 0.012, threw, "SMTP 451 4.7.1, try again later", 4'300, 5},
    {"Image::resize", "resize(image: bytes, width: int) -> bytes", "Scales an image.", pythonPool,
     76, 105, 0.25, 0.0044, ErrorCode::BadArguments, "width: expected int, got QString", 92'000,
     31'000},
    {"report_monthly", "report_monthly(month: str) -> bytes", "The numbers of a month.", pythonPool,
     0.3, 5'800, 0.3, 0.0053, threw, "no data for 2026-02", 40, 220'000},
    {"Video::thumbnail", "any", "A still of a video.", mediaPool, 2.1, 2'300, 0.35, 0.0045, threw,
     "no key frame before 0:04", 2'100, 18'000},
    {"Video::transcode", "any", "Makes a video smaller.", mediaPool, 0.09, 25'000, 0.25, 0.0179,
     threw, "codec av1 is not built in", 2'150, 64},
    {"Geo::lookup", "lookup(QString) -> QVariantMap", "Where an address is.", nativePool, 4'170,
     0.26, 0.45, 0.00004, threw, "no such place", 34, 117},
    {"Search::suggest", "suggest(QString) -> QStringList", "Words that begin so.", nativePool, 21.6,
     36, 0.25, 0.001, threw, "the index is being written", 12, 310},
    {"Token::verify", "verify(QByteArray) -> bool", "Whether a token is ours.", nativePool, 6'238,
     0.09, 0.4, 0.0001, threw, "the token has expired", 180, 21},
    {"json_validate", "json_validate(QByteArray) -> bool", "Whether bytes are JSON.", nativePool,
     735, 0.55, 0.3, 0.0018, threw, "a comma is missing at byte 211", 2'200, 21},
    {"strrev", "strrev(QString) -> QString", "Turns a text round.", nativePool, 1'120, 0.02, 0.5, 0,
     ErrorCode::None, "", 40, 44},
};

constexpr DemoClient clientTable[] = {
    {"web-1", "10.0.4.21:51544", 10},     {"web-2", "10.0.4.22:40718", 10},
    {"web-3", "10.0.4.23:51902", 10},     {"web-4", "10.0.4.24:38846", 10},
    {"web-5", "10.0.4.25:45110", 9},      {"web-6", "10.0.4.26:60024", 9},
    {"api-1", "10.0.4.31:52210", 14},     {"api-2", "10.0.4.32:34418", 14},
    {"mobile-gw", "10.0.4.40:47730", 12}, {"billing", "10.0.4.52:40114", 4},
    {"cron", "10.0.4.60:36802", 1},       {"backoffice", "10.0.4.71:55092", 3},
};

constexpr DemoClient idleClientTable[] = {{"web-1", "127.0.0.1:51544", 1}};

} // namespace

const DemoSetup &busySetup()
{
    static constexpr DemoSetup setup = {poolTable, procedureTable, clientTable};
    return setup;
}

const DemoSetup &idleSetup()
{
    static constexpr DemoSetup setup = {idlePoolTable, {}, idleClientTable};
    return setup;
}

} // namespace Amp::Demo

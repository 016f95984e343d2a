// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QObject>

namespace Amp {

// What the panes of one window have in common: the range of time, the cross-hair, the selection,
// and how old the data is. A pane that changes one of them changes it in all.
class ViewState : public QObject
{
    Q_OBJECT

public:
    enum class Freshness {
        Empty, // nothing has come yet
        Live,
        Old,   // older than 2 s: amber in the status bar
        Stale, // older than 5 s: hatched
        Paused // the user has stopped the view
    };
    enum class Kind { Nothing, Call, Worker, Procedure, Client };
    struct Selection
    {
        Kind kind = Kind::Nothing;
        quint64 id = 0; // of a call, worker or client
        QString name;   // of a procedure
        bool operator==(const Selection &) const = default;
    };
    // What is shown, in microseconds since 1970. A live range moves along with now.
    struct Range
    {
        qint64 from = 0;
        qint64 to = 0;
    };

    explicit ViewState(QObject *parent = nullptr);

    // The server's present as far as it is known; while the connection is lost it goes on by the
    // local clock, so that charts show a gap.
    qint64 now() const { return m_now; }
    void setNow(qint64 now);
    qint64 dataUntil() const { return m_dataUntil; } // when the last update was made
    void setDataUntil(qint64 at);

    Range range() const; // what is shown
    qint64 span() const { return m_span; }
    void setSpan(qint64 microseconds); // of the live range: 60 s, 15 min, 6 h
    void zoom(double factor);          // below 1: closer; between 5 s and 6 h
    bool isLiveRange() const { return m_fixed.to == 0; }
    void setFixedRange(Range range); // a drag on a chart
    void setLiveRange();

    qint64 crossHair() const { return m_crossHair; } // 0: none
    void setCrossHair(qint64 at);

    Selection selection() const { return m_selection; }
    void select(const Selection &selection);

    Freshness freshness() const { return m_freshness; }
    void setFreshness(Freshness freshness);

Q_SIGNALS:
    void nowChanged();
    void rangeChanged();
    void crossHairChanged();
    void selectionChanged(const Amp::ViewState::Selection &selection);
    void freshnessChanged();

private:
    qint64 m_now = 0;
    qint64 m_dataUntil = 0;
    qint64 m_span = 60'000'000;
    Range m_fixed; // to is 0 while the range is live
    qint64 m_crossHair = 0;
    Selection m_selection;
    Freshness m_freshness = Freshness::Empty;
};

} // namespace Amp

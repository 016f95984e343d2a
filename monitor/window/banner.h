// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QWidget>

namespace Amp {

class FlatButton;

// Says above everything else that the server is lost, since when, and what happens next.
class Banner : public QWidget
{
    Q_OBJECT

public:
    explicit Banner(QWidget *parent = nullptr);

    // Headline in bold, reason behind it.
    void say(const QString &headline, const QString &reason, bool canRetry);

Q_SIGNALS:
    void retryRequested();
    void otherServerRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void place();
    int headlineWidth() const;

    QString m_headline;
    QString m_reason;
    FlatButton *m_retry;
    FlatButton *m_other;
};

} // namespace Amp

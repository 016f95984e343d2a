// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QLineEdit>

namespace Amp {

// The line that narrows the tables: a search sign, the key that leads here, a cross to clear it,
// and a red edge with a sentence when what stands in it cannot be understood.
class FilterField : public QLineEdit
{
    Q_OBJECT

public:
    explicit FilterField(QWidget *parent = nullptr);

    // Empty: the text is understood.
    void setError(const QString &sentence);
    QSize sizeHint() const override { return {415, 28}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    QRect clearRect() const;

    QString m_error;
};

} // namespace Amp

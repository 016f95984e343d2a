// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

#include <QAbstractButton>

#include "monitor/icons.h"

class QMenu;

namespace Amp {

// The window's push buttons, in the few looks that it has. The text gives way to the icon where
// there is no room for it; it is then the tool tip.
class FlatButton : public QAbstractButton
{
    Q_OBJECT

public:
    enum class Look {
        Plain, // no frame, a shade under the mouse
        Framed,
        Badge,   // says something, and does nothing
        Primary, // what most want
        Danger   // what destroys
    };

    explicit FlatButton(const QString &text, Look look = Look::Plain, QWidget *parent = nullptr);

    void setGlyph(Icon icon);
    void setGlyphVisible(bool visible);
    void setGlyphColor(const QColor &color);
    void setBold(bool bold);
    void setHint(const QString &hint); // behind the text: a key
    void setHintRole(Type::Role role); // smaller than the text unless said otherwise
    void setMenu(QMenu *menu);         // shows a chevron; takes no ownership
    void setCompact(bool compact);     // the icon alone
    void setFieldHeight(int height);   // 28 unless said otherwise

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void nextCheckState() override;

private:
    void showMenu();
    QFont textFont() const;
    QColor textColor() const;
    QColor glyphColor() const;
    void paintField(QPainter &painter) const;
    bool showsText() const;
    bool showsGlyph() const { return m_glyph && m_glyphIsVisible; }

    const Look m_look;
    std::optional<Icon> m_glyph;
    bool m_glyphIsVisible = true;
    QColor m_glyphColor;
    bool m_bold = false;
    bool m_compact = false;
    int m_fieldHeight = 28;
    QString m_hint;
    Type::Role m_hintRole = Type::Role::Unit;
    QMenu *m_menu = nullptr;
};

} // namespace Amp
